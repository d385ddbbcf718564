import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { testUuid } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { complete } from "../../../shared/graph/traverse.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS, type ImportOptions } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { openLibrary } from "../open-library.ts";
import { HISTORY_FOLDER, writeState } from "./history-files.ts";
import { importOf, readHistory } from "./read-history.ts";
import { readRecords } from "./read-records.ts";
import { previewUndo } from "./undo-preview.ts";
import { undoImport } from "./undo-import.ts";
import { planUndo } from "./undo-plan.ts";
import { everythingIn, withStore } from "../testing/with-store.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const CALCULATION = "process.calculation.calcfunction.CalcFunctionNode.";

const CHAIN: ArchiveContents = {
  users: [{ id: 7, email: "a@example.org" }],
  computers: [{ label: "cluster" }],
  nodes: [
    { extras: '{"kept": 1.0}', user: 7 },
    { type: CALCULATION, attributes: '{"sealed": true}', user: 7, computer: 1 },
    { user: 7 },
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "result"],
  ],
  groups: [{ label: "chosen", nodes: [1, 3], user: 7 }],
  comments: [{ node: 1, user: 7, content: "a comment" }],
  logs: [{ node: 2, message: "done" }],
  authinfos: [{ user: 7, computer: 1 }],
};

/** The same with a second calculation on the result, and other extras and a later comment. */
const LONGER: ArchiveContents = {
  ...CHAIN,
  nodes: [
    { ...CHAIN.nodes![0], extras: '{"kept": 2.0, "more": "x"}' },
    ...CHAIN.nodes!.slice(1),
    { type: CALCULATION, attributes: '{"sealed": true}', user: 7, computer: 1 },
  ],
  links: [...CHAIN.links!, [3, 4, "input_calc", "y"]],
  comments: [
    { node: 1, user: 7, content: "another text", mtime: "2030-01-01 00:00:00.000000" },
    { node: 3, user: 7, content: "on an old node" },
  ],
};
const OTHERS: ArchiveContents = {
  users: [{ id: 1, email: "b@example.org" }],
  nodes: [10, 11].map((id) => ({ id, uuid: testUuid("node", id), user: 1 })),
  groups: [{ label: "others", uuid: testUuid("group", 50), nodes: [10], user: 1 }],
};

async function bring(contents: ArchiveContents, options: Partial<ImportOptions> = {}, name = "archive") {
  const file = temporary(`${name}.aiida`);
  writeArchive(file, contents);
  createStore(store());
  const source = await openSource(file, quietJob());
  try {
    return await importSource(source, store(), { ...DEFAULT_OPTIONS, ...options }, quietJob());
  } finally {
    source.close();
  }
}

const inStore = <T>(use: (db: Database) => T) => withStore(store(), use);
const everything = () => everythingIn(store());
const history = () => inStore((db) => readHistory(db, store()));
const nodesOf = (importId: number) =>
  inStore((db) =>
    [...importOf(db, store(), importId).rows("db_dbnode")].flatMap((slice) => slice.map(({ id }) => id)),
  );
const reasonsOf = (importId: number) =>
  inStore((db) => complete(planUndo(db, store(), importId)).reasons.map(({ kind }) => kind));

/** Undo an import; what was told of it beforehand has to be what it does. */
async function undo(importId: number) {
  const told = inStore((db) => complete(previewUndo(db, store(), importId)));
  const library = await openLibrary(store(), quietJob());
  try {
    const { outcome, settle } = await undoImport(library, importId, quietJob());
    await library.commit();
    settle();
    const { restored, changedSince, stay, removed } = told;
    expect(outcome).toEqual({ importId, removed, restored, changedSince, stay });
    return outcome;
  } finally {
    library.close();
  }
}

test("an import is remembered with its file, its options and what came", async () => {
  await bring(CHAIN, {}, "first");
  const [record] = history();
  expect(record).toMatchObject({
    importId: 1,
    state: "done",
    file: { name: "first.aiida", container: "zip", version: "main_0001" },
    options: { existingExtras: "none", group: "new" },
    new: { nodes: 3, links: 2, groups: 1, comments: 1, logs: 1 },
  });
  expect(record!.file.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(record!.file.sizeBytes).toBe(fs.statSync(temporary("first.aiida")).size);
  expect(nodesOf(1)).toEqual([1, 2, 3]);
});

test("a dry run and a refused import leave no trace", async () => {
  await bring(CHAIN, { dryRun: true });
  expect(history()).toEqual([]);
  await expect(bring({ ...CHAIN, links: [[1, 1, "create", "self"]] })).rejects.toMatchObject({
    code: "import/validation",
  });
  expect(history()).toEqual([]);
  expect(fs.readdirSync(store()).sort()).not.toContain("1.json");
});

test("undoing the last import leaves the store as it was before it, row by row", async () => {
  await bring(CHAIN, { includeAuthinfos: true });
  const before = everything();
  await bring(
    LONGER,
    { existingExtras: "mirror", comments: "newest", group: { name: "chosen" }, includeAuthinfos: true },
    "longer",
  );
  expect(everything()).not.toEqual(before);
  expect(await undo(2)).toMatchObject({
    removed: { nodes: 1, links: 1, comments: 1, memberships: 2 },
    restored: { extras: 1, comments: 1 },
    changedSince: 0,
  });
  expect(everything()).toEqual(before);
  expect(history().map(({ state }) => state)).toEqual(["done", "undone"]);
  await expect(undo(2)).rejects.toMatchObject({ code: "import/validation" });
});

test("an empty library is empty again", async () => {
  createStore(store());
  const before = everything();
  await bring(CHAIN, { includeAuthinfos: true });
  await undo(1);
  expect(everything()).toEqual(before);
});

test("an earlier import goes as well when nothing depends on it, and people and computers that others need stay", async () => {
  await bring(CHAIN, {}, "first");
  await bring({ ...OTHERS, users: [{ id: 1, email: "a@example.org" }] }, {}, "second");
  expect(await undo(1)).toMatchObject({ removed: { nodes: 3, computers: 1, users: 0 }, stay: { users: 1 } });
  expect(nodesOf(2)).toEqual([4, 5]);
});

test("what stands in the way of an undo is told, each reason by itself", async () => {
  await bring(CHAIN);
  await bring(LONGER, { group: "none" }, "longer");
  expect(reasonsOf(1)).toEqual(["links", "comments", "met"]);
  await expect(undo(1)).rejects.toMatchObject({
    code: "import/validation",
    message: expect.stringContaining("1 node that did not come with it is linked with its nodes"),
  });
  await undo(2);
  expect(reasonsOf(1)).toEqual([]);
  inStore((db) => {
    const [user] = db.prepare<[], number>("SELECT id FROM db_dbuser ORDER BY id").pluck().all();
    db.exec(`INSERT INTO db_dbgroup VALUES (90, 'u', 'mine', 'core', '2026-01-01 00:00:00.000000', '', '{}', ${user});
      INSERT INTO db_dbgroup_dbnodes VALUES (90, 1, 90);
      INSERT INTO db_dblog VALUES (90, 'l', '2026-01-01 00:00:00.000000', 'a', 'REPORT', 2, 'm', '{}');
      INSERT INTO db_dbcomment VALUES (90, 'c', 3, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000', ${user}, 'x');
      UPDATE db_dbnode SET label = 'new', mtime = '2099-01-01 00:00:00.000000' WHERE id = 2;
      INSERT INTO db_dbnode SELECT 91, 'n', node_type, process_type, '', '', ctime, mtime, '{}', '{}', '{}', NULL, user_id FROM db_dbnode WHERE id = 1;
      INSERT INTO db_dbgroup_dbnodes SELECT 91, 91, id FROM db_dbgroup WHERE label = 'chosen';`);
  });
  const plan = inStore((db) => complete(planUndo(db, store(), 1)));
  expect(plan.reasons).toEqual([
    { kind: "groups", nodes: 1, nodeIds: [1], groups: ["mine"], imports: [] },
    { kind: "members", nodes: 1, nodeIds: [91], groups: ["chosen"], imports: [] },
    { kind: "comments", nodes: 1, nodeIds: [3], groups: [], imports: [] },
    { kind: "logs", nodes: 1, nodeIds: [2], groups: [], imports: [] },
    { kind: "edited", nodes: 1, nodeIds: [2], groups: [], imports: [] },
  ]);
});

test("a link and a membership that a later import found there are not taken from it", async () => {
  await bring({ ...CHAIN, links: [], groups: [] }, { group: "none" });
  await bring(CHAIN, { group: { name: "mine" } }, "links");
  await bring(CHAIN, { group: { name: "mine" } }, "again");
  expect(reasonsOf(2)).toEqual(["met"]);
  await undo(3);
  expect(reasonsOf(2)).toEqual([]);
});

test("what somebody has deleted before is no hindrance", async () => {
  await bring(OTHERS, {}, "others");
  const before = everything();
  await bring(CHAIN);
  inStore((db) =>
    db.exec(`DELETE FROM db_dblink WHERE label = 'x'; DELETE FROM db_dbcomment;
      DELETE FROM db_dbgroup_dbnodes WHERE dbnode_id = 3; DELETE FROM db_dbnode WHERE id = 3`),
  );
  expect(history().length).toBe(2);
  await undo(2);
  expect(everything()).toEqual(before);
});

test("extras that were changed again after the import stay as they are", async () => {
  await bring(CHAIN);
  await bring(LONGER, { existingExtras: "mirror", group: "none" }, "longer");
  inStore((db) => db.exec(`UPDATE db_dbnode SET extras = '{"mine": 1}' WHERE id = 1`));
  expect(await undo(2)).toMatchObject({ restored: { extras: 0 }, changedSince: 1 });
  expect(inStore((db) => db.prepare("SELECT extras FROM db_dbnode WHERE id = 1").pluck().get())).toBe(
    '{"mine": 1}',
  );
});

test("ids that were given anew are not taken for those of the import", async () => {
  await bring(CHAIN, { group: "none" });
  inStore((db) =>
    db.exec(`PRAGMA foreign_keys = OFF; DELETE FROM db_dblink; DELETE FROM db_dbnode WHERE id = 3;
      DELETE FROM db_dbgroup_dbnodes; DELETE FROM db_dbgroup;
      INSERT INTO db_dbnode SELECT 3, 'another', node_type, process_type, '', '', ctime, mtime, '{}', '{}', '{}', NULL, user_id FROM db_dbnode WHERE id = 1`),
  );
  expect(nodesOf(1)).toEqual([1, 2]);
  await bring(OTHERS, {}, "others");
  inStore((db) => db.exec("DELETE FROM db_dbnode WHERE id = 1"));
  expect(nodesOf(1)).toEqual([2]);
  expect(nodesOf(2)).toEqual([4, 5]);
});

test("the record of an import that never got into the store counts for nothing", async () => {
  await bring(CHAIN);
  await bring(OTHERS, {}, "others");
  const [first, second] = readRecords(store()).records;
  writeState(store(), { ...first!, state: "pending" });
  writeState(store(), { ...second!, state: "pending" });
  inStore((db) =>
    db.exec(`DELETE FROM db_dbgroup_dbnodes WHERE dbnode_id > 3; DELETE FROM db_dbnode WHERE id > 3;
      DELETE FROM db_dbgroup_dbnodes WHERE dbgroup_id > 2; DELETE FROM db_dbgroup WHERE id > 2;
      DELETE FROM db_dbuser WHERE email = 'b@example.org'`),
  );
  expect(history().map(({ importId, state }) => [importId, state])).toEqual([[1, "done"]]);
  await bring(OTHERS, {}, "others");
  expect(readRecords(store()).records.map(({ importId, state }) => [importId, state])).toEqual([
    [1, "done"],
    [2, "done"],
  ]);
});

test("an undo that was ended from outside is settled by what the store holds", async () => {
  await bring(CHAIN);
  const [record] = readRecords(store()).records;
  writeState(store(), { ...record!, state: "undoing", undoneAt: "2026-01-01T00:00:00.000Z" });
  expect(history()).toMatchObject([{ state: "done", undoneAt: null }]);
  await undo(1);
  writeState(store(), { ...record!, state: "undoing", undoneAt: "2026-01-01T00:00:00.000Z" });
  expect(history()).toMatchObject([{ state: "undone" }]);
});

test("what is no record is passed over, and lost traces are said", async () => {
  await bring(CHAIN);
  fs.writeFileSync(temporary(`store/${HISTORY_FOLDER}/7.json`), "{}");
  fs.writeFileSync(temporary(`store/${HISTORY_FOLDER}/notes.txt`), "mine");
  expect(history().length).toBe(1);
  fs.rmSync(temporary(`store/${HISTORY_FOLDER}/1.rows`));
  expect(() => nodesOf(1)).toThrow(/missing or damaged/);
});
