import fs from "node:fs";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { main } from "./cli.ts";

const at = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`../../e2e/fixtures/${name}`, import.meta.url));

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

function cutArchive(): string {
  const bytes = fs.readFileSync(fixture("qe-si-eos.aiida"));
  const file = at("cut.aiida");
  fs.writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * 0.87)));
  return file;
}

const WARNING =
  "stemma: warning: damaged source, read in part: 0 nodes without files, 281 links dropped, 42 rows skipped\n";

test("without --readable a damaged source is refused in one line, which says how it opens", async () => {
  const { status, out, err } = await run("info", cutArchive(), "--json");
  expect(status).toBe(1);
  expect(err).toMatch(/^stemma: archive\/corrupt: .* With --readable it opens as far as it can be read\.\n$/);
  const { error } = JSON.parse(out) as { error: { message: string; details: Record<string, unknown> } };
  expect(error.details).toMatchObject({ canReadPart: true, findings: expect.any(Array) });
  expect(error.message).not.toContain("--readable"); // the window shows the same sentence
});

test("every verb that reads takes --readable, and warns", async () => {
  const file = cutArchive();
  for (const argv of [
    ["info", file],
    ["nodes", file],
    ["show", file, "167"],
    ["traverse", file, "--all", "--count"],
    ["export", file, at("part.aiida"), "--all"],
    ["migrate", file, at("whole.aiida")],
  ]) {
    const { status, err } = await run(...argv, "--readable");
    expect([argv[0], status]).toEqual([argv[0], 0]);
    expect(err).toContain("281 links dropped, 42 rows skipped");
  }
  expect((await run("nodes", file, "--readable")).err).toBe(WARNING);
  expect((await run("verify", file, "--readable")).status).toBe(2);
});

test("info says what is lost, and only where it was asked to", async () => {
  const { out } = await run("info", cutArchive(), "--readable", "--json");
  expect(JSON.parse(out)).toMatchObject({
    counts: { nodes: 122, links: 0 },
    losses: {
      rowsSkipped: 42,
      linksDropped: 281,
      nodesWithoutFiles: 0,
      objectsLost: 0,
      valuesEmptied: 0,
      isAtLeast: false,
      findings: expect.arrayContaining(["Skipped: 5 nodes that could not be read."]),
    },
  });
  const whole = fixture("qe-si-eos.aiida");
  expect(JSON.parse((await run("info", whole, "--readable", "--json")).out)).toMatchObject({ losses: null });
  expect(JSON.parse((await run("info", whole, "--json")).out)).not.toHaveProperty("losses");
  expect((await run("info", cutArchive(), "--readable")).out).toContain("Lost\n  0 nodes without files, 281");
  expect((await run("info", whole, "--readable")).out).toContain("Nothing is lost.");
});

test("an export of a damaged source says so, to people and to programs", async () => {
  const target = at("part.aiida");
  await run("export", cutArchive(), target, "--all", "--readable");
  const bytes = fs.readFileSync(target);
  const comment = /Made from the damaged archive cut\.aiida, .*281 links dropped, 42 rows skipped\..*$/s;
  expect(bytes.subarray(-400).toString("latin1")).toMatch(comment); // the comment ends the ZIP
  const { err } = await run("info", target);
  expect(err).toMatch(/^stemma: warning: Made from the damaged archive cut\.aiida/);
  const { out } = await run("verify", target, "--json");
  expect(JSON.parse(out)).toMatchObject({ ok: true, problems: [] });
});

test("what traverse counts of a damaged source is what an export of it writes", async () => {
  const bytes = fs.readFileSync(fixture("qe-si-eos.aiida"));
  const name = bytes.indexOf("repo/");
  bytes.fill(0xff, name + 69 + 4, name + 69 + 12); // in the packed bytes of the first file
  const file = at("file-damaged.aiida");
  fs.writeFileSync(file, bytes);
  for (const words of [["--all"], ["-n", "167"]]) {
    const options = [...words, "--readable", "--json"];
    const counted = JSON.parse((await run("traverse", file, ...options, "--count")).out) as {
      counts: object;
    };
    const written = JSON.parse((await run("export", file, at("left.aiida"), "-f", ...options)).out) as {
      counts: object;
    };
    expect(counted.counts).toMatchObject(written.counts);
  }
});
