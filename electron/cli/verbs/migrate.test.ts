import fs from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { main } from "../cli.ts";

const at = temporaryFolder();

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const old = () =>
  writeArchive(at("old.aiida"), {
    nodes: [{ files: { f: "ab" } }],
    metadata: { export_version: "main_0000" },
  });

test("writes the archive and says what it holds and what was done", async () => {
  const { status, out, err } = await run("migrate", old(), at("new.aiida"), "--json");
  expect(status).toBe(0);
  expect(err).toBe("");
  expect(JSON.parse(out)).toEqual({
    path: at("new.aiida"),
    from: "main_0000",
    to: "main_0001",
    counts: {
      nodes: 1,
      links: 0,
      groups: 0,
      computers: 0,
      users: 1,
      comments: 0,
      logs: 0,
      authinfos: 0,
      files: 1,
    },
    sizeBytes: fs.statSync(at("new.aiida")).size,
    seconds: expect.any(Number),
    conversion: [expect.stringMatching(/^Converted from version main_0000 to main_0001 with Stemma v/)],
    warnings: [],
  });
  expect(Object.keys(JSON.parse(out) as object).slice(0, 3)).toEqual(["path", "from", "to"]);
});

test("text for people; a version that is there already is copied, in place only checked", async () => {
  expect((await run("migrate", old(), at("new.aiida"))).out).toContain("main_0000 written as main_0001");
  const again = await run("migrate", at("new.aiida"), at("again.aiida"));
  expect(again.out).toContain("main_0001 already: copied and checked");
  const before = fs.readFileSync(at("new.aiida"));
  const { status, out } = await run("migrate", "-i", at("new.aiida"));
  expect(status).toBe(0);
  expect(out).toContain("main_0001 already: checked, left as it is");
  expect(fs.readFileSync(at("new.aiida"))).toEqual(before);
});

test.each<[string, string[], number, string]>([
  ["no OUTPUT", ["old.aiida"], 2, "usage"],
  ["a version that nobody knows", ["old.aiida", "new.aiida", "--version", "main_0009"], 2, "usage"],
  ["a step in between", ["old.aiida", "new.aiida", "--version", "main_0000a"], 2, "usage"],
  ["OUTPUT that is FILE", ["old.aiida", "old.aiida"], 1, "export/exists"],
  ["OUTPUT that is FILE, with force", ["old.aiida", "old.aiida", "--force"], 1, "export/exists"],
  ["in place with another OUTPUT", ["old.aiida", "new.aiida", "--in-place"], 2, "usage"],
  ["OUTPUT that exists", ["old.aiida", "there.aiida"], 1, "export/exists"],
  ["FILE that does not", ["nothing.aiida", "new.aiida"], 1, "archive/not-found"],
])("refused: %s", async (_, words, status, code) => {
  const before = fs.readFileSync(old());
  fs.writeFileSync(at("there.aiida"), "there");
  const [files, options] = [
    words.filter((word) => word.endsWith(".aiida")),
    words.filter((word) => !word.endsWith(".aiida")),
  ];
  const result = await run("migrate", ...files.map((file) => at(file)), ...options, "--json");
  expect(result.status).toBe(status);
  expect(JSON.parse(result.out)).toMatchObject({ error: { code } });
  expect(fs.readFileSync(at("old.aiida"))).toEqual(before);
  expect(fs.readFileSync(at("there.aiida"), "utf8")).toBe("there");
  expect(fs.readdirSync(at()).sort()).toEqual(["old.aiida", "there.aiida"]);
});

test("FILE itself is replaced with --in-place, also when OUTPUT says the same", async () => {
  expect((await run("migrate", old(), at("old.aiida"), "--in-place")).status).toBe(0);
  const { out } = await run("info", at("old.aiida"), "--json");
  expect(JSON.parse(out)).toMatchObject({ version: "main_0001" });
});
