import type { Database } from "better-sqlite3";
import { expect, test } from "vitest";
import type { DeletionSwitches } from "../../../shared/graph/deletion-rules.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import type { JobContext } from "../../archive/source.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { createProvenance } from "../../provenance/provenance.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { openLibrary } from "../open-library.ts";
import { deleteNodes } from "./delete-nodes.ts";
import { planDeletion } from "./plan-deletion.ts";
import { everythingIn, withStore } from "../testing/with-store.ts";

const temporary = temporaryFolder();
const CALCULATION = "process.calculation.calcfunction.CalcFunctionNode.";

// 1 ─input_calc→ 2 ─create→ 3 ─input_calc→ 4 ─create→ 5
const CHAIN: ArchiveContents = {
  nodes: [
    { files: { a: "shared" } },
    { type: CALCULATION, files: { log: "one" }, attributes: '{"sealed": true}' },
    { files: { a: "shared", b: "result" } },
    { type: CALCULATION, attributes: '{"sealed": true}' },
    {},
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "result"],
    [3, 4, "input_calc", "x"],
    [4, 5, "create", "result"],
  ],
  groups: [
    { label: "both", nodes: [1, 3] },
    { label: "results", nodes: [3, 5] },
    { label: "inputs", nodes: [1] },
  ],
  comments: [
    { node: 1, content: "stays" },
    { node: 5, content: "goes" },
  ],
  logs: [{ node: 4, message: "goes" }],
};

async function filledStore(): Promise<string> {
  const store = temporary("store");
  createStore(store);
  const source = await openSource(writeArchive(temporary("archive.aiida"), CHAIN), quietJob());
  await importSource(source, store, { ...DEFAULT_OPTIONS, group: "none" }, quietJob());
  source.close();
  return store;
}

interface Asked {
  nodeIds?: number[];
  groupIds?: number[];
  switches?: DeletionSwitches;
}

async function plan(store: string, { nodeIds = [], groupIds = [], switches = {} }: Asked) {
  const source = await openSource(store, quietJob());
  try {
    const provenance = createProvenance(source);
    const selection = { all: false, nodeIds, groupIds, computerIds: [] };
    const { closure, ...found } = await planDeletion(provenance, selection, switches, quietJob());
    const ids = closure.walk.order.map((node) => closure.loaded.graph.nodeIds[node]!).sort();
    const uuids = new Map(provenance.queries.uuids(ids).map((uuid, i) => [ids[i]!, uuid]));
    return { ...found, seen: { nodeIds: ids, rules: closure.rules, uuidsOf: named(uuids) } };
  } finally {
    source.close();
  }
}

const named = (uuids: Map<number, string>) => (ids: readonly number[]) => ids.map((id) => uuids.get(id)!);

async function remove(store: string, asked: Asked, job: JobContext = quietJob()) {
  const { seen } = await plan(store, asked);
  return removeSeen(store, seen, job);
}

async function removeSeen(
  store: string,
  seen: Awaited<ReturnType<typeof plan>>["seen"],
  job: JobContext = quietJob(),
) {
  const library = await openLibrary(store, job);
  try {
    const gone = await runInSlices(deleteNodes(library, seen), job);
    await library.commit();
    return gone;
  } finally {
    library.close();
  }
}

const inStore = <T>(use: (db: Database) => T) => withStore(temporary("store"), use);
const everything = () => everythingIn(temporary("store"));
const left = (table: string) =>
  inStore((db) => db.prepare<[], number>(`SELECT id FROM ${table} ORDER BY id`).pluck().all());

test("a plan counts what goes along, and what each rule adds or would add", async () => {
  const { counts, bytes, effects } = await plan(await filledStore(), { nodeIds: [2] });
  expect(counts).toEqual({
    selected: 1,
    nodes: 4,
    links: 4,
    comments: 1,
    logs: 1,
    memberships: 3,
    groups: 2,
    files: 2, // "one" and "result": what 1 has too stays
  });
  expect(bytes).toBe("one".length + "result".length);
  expect(effects.filter(({ nodes }) => nodes > 0)).toEqual([
    { rule: "input_calc_forward", on: true, isSwitch: false, nodes: 1 },
    { rule: "create_forward", on: true, isSwitch: true, nodes: 2 },
  ]);
  const without = await plan(temporary("store"), { nodeIds: [2], switches: { create_forward: false } });
  expect(without.counts).toMatchObject({ nodes: 1, links: 2 });
  expect(without.effects).toContainEqual({ rule: "create_forward", on: false, isSwitch: true, nodes: 3 });
});

test("nodes go with links, memberships, comments and logs; groups and people stay", async () => {
  const store = await filledStore();
  const { counts } = await plan(store, { nodeIds: [2] });
  const people = inStore((db) => db.prepare("SELECT * FROM db_dbuser").all());
  const { selected: _, files: __, groups: ___, ...rows } = counts;
  expect(await remove(store, { nodeIds: [2] })).toEqual(rows);
  expect(left("db_dbnode")).toEqual([1]);
  expect(left("db_dblink")).toEqual([]);
  expect(left("db_dbgroup").length).toBe(3);
  expect(left("db_dbcomment").length).toBe(1);
  expect(left("db_dblog")).toEqual([]);
  expect(left("db_dbgroup_dbnodes").length).toBe(2);
  expect(inStore((db) => db.prepare("SELECT * FROM db_dbuser").all())).toEqual(people);
  expect(inStore((db) => db.pragma("foreign_key_check"))).toEqual([]);
});

test("a group stands for its nodes and stays itself, empty", async () => {
  const store = await filledStore();
  const [results] = inStore((db) =>
    db.prepare<[], number>("SELECT id FROM db_dbgroup WHERE label = 'results'").pluck().all(),
  );
  await remove(store, { groupIds: [results!], switches: { create_forward: false } });
  expect(left("db_dbnode")).toEqual([1]);
  expect(left("db_dbgroup").length).toBe(3);
});

test("nothing goes when the store is no longer as it was seen", async () => {
  const store = await filledStore();
  const { seen } = await plan(store, { nodeIds: [4] });
  const changes = [
    "UPDATE db_dbnode SET uuid = 'another' WHERE id = 5",
    "INSERT INTO db_dblink VALUES (90, 5, 2, 'y', 'input_calc')",
    "DELETE FROM db_dbcomment; DELETE FROM db_dbgroup_dbnodes; DELETE FROM db_dblink WHERE output_id = 5; DELETE FROM db_dbnode WHERE id = 5",
  ];
  for (const change of changes) {
    inStore((db) => db.exec(change));
    const before = everything();
    await expect(removeSeen(store, seen)).rejects.toMatchObject({ code: "store/locked" });
    expect(everything()).toEqual(before);
    inStore((db) =>
      db.exec("UPDATE db_dbnode SET uuid = '00000005-0000-4000-8000-000000000001' WHERE id = 5"),
    );
    inStore((db) => db.exec("DELETE FROM db_dblink WHERE id = 90"));
  }
});

test("links and memberships that lead nowhere are no hindrance, and go with the node", async () => {
  const store = await filledStore();
  inStore((db) =>
    db.exec(`PRAGMA foreign_keys = OFF;
      INSERT INTO db_dblink VALUES (90, 99, 5, 'dangling', 'create');
      INSERT INTO db_dblink VALUES (91, 5, 98, 'dangling', 'input_calc');
      INSERT INTO db_dbgroup_dbnodes VALUES (90, 5, 97)`),
  );
  expect(await remove(store, { nodeIds: [4] })).toMatchObject({ nodes: 2, links: 4 });
  expect(left("db_dblink").filter((id) => id >= 90)).toEqual([]);
  expect(left("db_dbgroup_dbnodes")).not.toContain(90);
});

test("a cancelled deletion leaves everything", async () => {
  const store = await filledStore();
  const before = everything();
  await expect(remove(store, { nodeIds: [2] }, cancelledAt("deleting nodes"))).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(everything()).toEqual(before);
});

test("nothing chosen is refused", async () => {
  await expect(plan(await filledStore(), {})).rejects.toMatchObject({ code: "selection/empty" });
});
