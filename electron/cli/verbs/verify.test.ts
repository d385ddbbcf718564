import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { craftArchive } from "../../verify/testing/craft-archive.ts";
import { main } from "../cli.ts";

const temporary = temporaryFolder();

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(["verify", ...argv], { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const CONTENTS = { nodes: [{ id: 1, label: "\u001b[31mred", files: { "a.txt": "a" } }] };
const damaged = () =>
  craftArchive(temporary("damaged.aiida"), CONTENTS, {
    sql: [
      "UPDATE db_dbnode SET uuid = char(27) || '[2J' WHERE id = 1",
      ...Array.from(
        { length: 30 },
        (_, i) =>
          `INSERT INTO db_dblink (input_id, output_id, type, label) VALUES (1, ${100 + i}, 'create', 'x${i}')`,
      ),
    ],
  });

test("a whole archive: exit status 0, and what was looked at", async () => {
  const file = craftArchive(temporary("whole.aiida"), CONTENTS);
  const text = await run(file);
  expect(text).toMatchObject({ status: 0, err: "" });
  expect(text.out).toMatch(/^whole\.aiida is whole\.\n\nChecked\n/);
  expect(text.out).toMatch(/^ +1 {2}nodes$/m);
  const { status, out } = await run(file, "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    path: file,
    container: "zip",
    version: "main_0001",
    checked: { nodes: 1, objects: 1 },
    problems: [],
    problemCounts: {},
    remarks: [],
    remarkCounts: {},
  });
});

test("problems: exit status 1, and the report is the one JSON value", async () => {
  const { status, out, err } = await run(damaged(), "--json");
  expect([status, err]).toEqual([1, ""]);
  const report = JSON.parse(out) as { problems: unknown[] };
  expect(report).toMatchObject({ ok: false, problemCounts: { "uuid-malformed": 1, "link-dangling": 30 } });
  expect(report.problems).toHaveLength(31);
  expect(report.problems[1]).toEqual({
    code: "link-dangling",
    message: "Link 1 (create x0) from node 1 to node 100: its target is not in the archive.",
    where: "db_dblink, PK 1",
    node: { pk: 1, uuid: "\u001b[2J" },
  });
});

test("the text tells the first of each kind, how many more there are, and what helps; nothing of the file is run", async () => {
  const { status, out } = await run(damaged());
  expect(status).toBe(1);
  expect(out).toMatch(/^damaged\.aiida has 31 problems\.\n/);
  expect(out).toContain("Links lead to nodes that are not there (30)  link-dangling\n");
  expect(out).toContain("  … and 10 more\n  → ");
  expect(out).not.toContain("\u001b");
});

test("what cannot be checked fails as with every verb", async () => {
  const { status, out, err } = await run(temporary("none.aiida"), "--json");
  expect(status).toBe(1);
  expect(err).toMatch(/^stemma: archive\/not-found: /);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "archive/not-found" } });
});
