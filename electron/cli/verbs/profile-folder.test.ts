import fs from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { createDatabase } from "../../db/connect.ts";
import { objectKey } from "../../db/testing/fill-database.ts";
import { everythingOf, writeStore } from "../../store/testing/make-store.ts";
import { main } from "../cli.ts";

/** The verbs over AiiDA's profile folders. */

const at = temporaryFolder();

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const codeOf = ({ out }: { out: string }) => (JSON.parse(out) as { error: { code: string } }).error.code;

const profile = () =>
  writeStore(
    at("profile"),
    { nodes: [{ files: { a: "AAA", b: "BBB" } }] },
    { lying: (i) => (i ? "packed" : "loose") },
  );

test("info says what it is and how much it holds", async () => {
  const folder = profile();
  const { status, out } = await run("info", folder, "--detailed", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    path: folder,
    kind: "store",
    container: "store",
    version: "main_0002",
    aiidaVersion: null,
    createdAt: null,
    creationParameters: null,
    counts: { nodes: 1, files: 2 },
    repositoryBytes: 6,
  });
  expect((await run("info", folder)).out).toContain("AiiDA profile folder");
});

test("--readable changes nothing, and says so", async () => {
  const folder = profile();
  const { status, out, err } = await run("info", folder, "--readable");
  expect(status).toBe(0);
  expect(err).toBe("stemma: warning: --readable is for archives; a profile folder is opened as ever\n");
  expect(out).not.toContain("lost");
  expect(JSON.parse((await run("info", folder, "--readable", "--json")).out)).not.toHaveProperty("losses");
});

test("every reading verb leaves the folder as it was", async () => {
  const folder = profile();
  const before = everythingOf(folder);
  for (const argv of [["info"], ["nodes"], ["show", "1"], ["cat", "1", "b"], ["traverse", "-a"]]) {
    const [verb, ...rest] = argv as [string, ...string[]];
    expect((await run(verb, folder, ...rest)).status).toBe(0);
  }
  expect((await run("export", folder, at("out.aiida"), "-a")).status).toBe(0);
  expect((await run("cat", folder, "1", "b")).out).toBe("BBB");
  expect(everythingOf(folder)).toEqual(before);
});

test("an export holds what the profile holds, and is never written into it", async () => {
  const folder = profile();
  expect((await run("export", folder, at("out.aiida"), "-a")).status).toBe(0);
  const info = JSON.parse((await run("info", at("out.aiida"), "--json")).out) as object;
  expect(info).toMatchObject({
    version: "main_0001",
    aiidaVersion: "unknown",
    counts: { nodes: 1, files: 2 },
  });
  for (const target of ["new.aiida", "container/packs/9", "sub/new.aiida", "database.sqlite"]) {
    const refused = await run("export", "-f", folder, path.join(folder, target), "-a", "--json");
    expect([refused.status, codeOf(refused)]).toEqual([1, "export/exists"]);
  }
  expect(fs.readdirSync(folder).sort()).toEqual(["container", "database.sqlite"]);
});

test("whatever is damaged or missing, the code is the store's", async () => {
  const folder = profile();
  const loose = path.join(folder, "container/loose", objectKey("AAA").replace(/^../, "$&/"));
  fs.writeFileSync(loose, "XXX");
  const damaged = await run("cat", folder, "1", "a", "--json");
  expect([damaged.status, codeOf(damaged)]).toEqual([1, "store/corrupt"]);
  expect(codeOf(await run("export", folder, at("out.aiida"), "-a", "--json"))).toBe("store/corrupt");
  fs.rmSync(loose);
  for (const verb of [
    ["cat", folder, "1", "a"],
    ["export", folder, at("out.aiida"), "-a"],
  ]) {
    const missing = await run(...verb, "--json");
    expect(codeOf(missing)).toBe("store/corrupt");
    expect(missing.err).toMatch(/profile/);
    expect(missing.err).not.toMatch(/archive|Ask for the file/);
  }
  expect(fs.existsSync(at("out.aiida"))).toBe(false);
  const db = createDatabase(path.join(folder, "database.sqlite"));
  db.exec("DROP TABLE db_dblog");
  db.close();
  const { err } = await run("info", folder);
  expect(err).toMatch(
    /^stemma: store\/corrupt: This is not the database of a profile: it has no table db_dblog\.\n$/,
  );
});
