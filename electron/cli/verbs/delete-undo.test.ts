import fs from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { testUuid } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { main } from "../cli.ts";

const at = temporaryFolder();
const store = () => at("store");
const CALCULATION = "process.calculation.calcfunction.CalcFunctionNode.";

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

async function json(...argv: string[]) {
  const { out, status } = await run(...argv, "--json");
  return { status, value: JSON.parse(out) as Record<string, unknown> };
}

async function filled(): Promise<void> {
  const chain = writeArchive(at("chain\u001b[31m.aiida"), {
    nodes: [{}, { type: CALCULATION }, { files: { out: "12345" } }],
    links: [
      [1, 2, "input_calc", "x"],
      [2, 3, "create", "result"],
    ],
    groups: [{ label: "results", nodes: [3] }],
  });
  const other = writeArchive(at("other.aiida"), { nodes: [{ id: 9 }] });
  expect((await run("import", chain, other, "--store", store(), "--no-import-group")).status).toBe(0);
}

const nodesLeft = async () =>
  ((await json("info", store())).value as { counts: { nodes: number } }).counts.nodes;

test("a deletion is listed first, and done only with --force where there is no terminal", async () => {
  await filled();
  const looked = await run("delete", "2", "--store", store(), "--dry-run");
  expect(looked.status).toBe(0);
  expect(looked.out).toContain(
    `${testUuid("node", 3)}    1  create_forward from ${testUuid("node", 2)} along result`,
  );
  expect(looked.out).toContain("Nothing was deleted: this was a dry run.");
  const unasked = await run("delete", "2", "--store", store());
  expect([unasked.status, unasked.out]).toEqual([2, ""]);
  expect(unasked.err).toContain("--force");
  expect(await nodesLeft()).toBe(4);

  const { status, value } = await json("delete", testUuid("node", 2), "--store", store(), "-f");
  expect(status).toBe(0);
  expect(value).toMatchObject({
    dryRun: false,
    counts: { selected: 1, nodes: 2, links: 2, memberships: 1, groups: 1, files: 1 },
    bytes: { repository: 5 },
    rules: { create_forward: true, input_calc_backward: false },
    addedByRule: { create_forward: 1 },
    nodes: [
      { uuid: testUuid("node", 2), depth: 0, reason: null },
      {
        uuid: testUuid("node", 3),
        depth: 1,
        reason: { rule: "create_forward", from: testUuid("node", 2), linkLabel: "result" },
      },
    ],
  });
  expect(await nodesLeft()).toBe(2);
});

test("switches and groups; what is not there, and nothing at all, are refused", async () => {
  await filled();
  await run("delete", "2", "--store", store(), "--no-create-forward", "--force");
  expect(await nodesLeft()).toBe(3);
  await run("delete", "-G", "results", "--store", store(), "--force");
  expect(await nodesLeft()).toBe(2);
  expect((await json("delete", "77", "--store", store(), "-n")).value).toMatchObject({
    error: { code: "node/not-found" },
  });
  expect((await json("delete", "--store", store(), "-n")).value).toMatchObject({
    error: { code: "selection/empty" },
  });
  expect((await run("delete", "1", "--store", at("other.aiida"), "-n")).status).toBe(2);
});

test("imports are listed, looked at and undone by their number", async () => {
  await filled();
  const { out } = await run("store", "history", store());
  expect(out).toContain("chain\\x1b[31m.aiida"); // a name must not colour the terminal
  const { value } = await json("store", "history", store());
  expect(value).toMatchObject([
    { importId: 2, file: { name: "other.aiida" }, new: { nodes: 1 }, nodesLeft: 1, undoneAt: null },
    { importId: 1, new: { nodes: 3, links: 2, groups: 1 }, nodesLeft: 3, importGroup: null },
  ]);
  expect((await json("store", "undo", "1", store(), "-n")).value).toMatchObject({
    dryRun: true,
    removed: { nodes: 3, links: 2, groups: 1, memberships: 1 },
    reasons: [],
  });
  expect(await nodesLeft()).toBe(4);
  expect((await run("store", "undo", "1", store())).out).toContain("Undid import 1");
  expect(await nodesLeft()).toBe(1);
  expect((await run("store", "undo", "1", store(), "-n")).status).toBe(1);
  expect((await json("store", "undo", "1", store())).value).toMatchObject({
    error: { code: "import/validation", details: { reasons: [{ kind: "undone" }] } },
  });
  expect((await json("store", "undo", "8", store())).value).toMatchObject({
    error: { code: "selection/empty" },
  });
  for (const words of [["undo"], ["undo", "x", store()], ["history", store(), "more"]]) {
    expect((await run("store", ...words)).status).toBe(2);
  }
});

test("records that say nothing are told on stderr, a few of them", async () => {
  await filled();
  for (const number of [1, 5, 6, 7, 8]) fs.writeFileSync(at(`store/stemma-imports/${number}.json`), "{");
  const { status, out, err } = await run("store", "history", store(), "--json");
  expect([status, (JSON.parse(out) as object[]).length]).toEqual([0, 1]);
  const warnings = err.trimEnd().split("\n");
  expect(warnings.length).toBe(4);
  expect(warnings[0]).toMatch(/stemma-imports\/1\.json, which is damaged\./);
  expect(warnings[3]).toContain("2 other imports");
  expect((await json("store", "undo", "2", store())).value).toMatchObject({
    error: { code: "store/corrupt", details: { member: "stemma-imports/5.json" } },
  });
});
