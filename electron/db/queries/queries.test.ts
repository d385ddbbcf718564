import { describe, expect, test } from "vitest";
import { LINKED_NODE_COLUMNS, NODE_ROW_COLUMNS, NODE_ROW_JOINS } from "../rows.ts";
import { createMemoryDatabase } from "../connect.ts";
import { testUuid } from "../testing/contents.ts";
import { fillDatabase } from "../testing/fill-database.ts";
import { makeArchive } from "../testing/make-archive.ts";
import { prepareCommentQueries } from "./comments.ts";
import { prepareCountQueries } from "./counts.ts";
import { prepareGroupQueries } from "./groups.ts";
import { prepareLinkQueries } from "./links.ts";
import { prepareLogQueries } from "./logs.ts";
import { prepareMembershipScans } from "./membership-scan.ts";
import { prepareNodeQueries } from "./nodes.ts";
import { prepareSelectionQueries } from "./selection.ts";
import { preparePeopleAndPlaces } from "./people-and-places.ts";

const CALC = "process.calculation.calcjob.CalcJobNode.";

/** Every statement that is prepared while `work` runs. */
function statementsOf(work: (db: ReturnType<typeof createMemoryDatabase>) => void): string[] {
  const { db } = makeArchive();
  const seen: string[] = [];
  const watched = new Proxy(db, {
    get(target, name) {
      if (name !== "prepare") return Reflect.get(target, name) as unknown;
      return (sql: string) => {
        seen.push(sql);
        return target.prepare(sql);
      };
    },
  });
  work(watched);
  return seen;
}

describe("plans of queries behind a click", () => {
  const { db } = makeArchive();
  const clicks = [
    ...statementsOf(prepareNodeQueries),
    ...statementsOf(prepareLinkQueries),
    ...statementsOf(prepareCommentQueries),
    ...statementsOf(prepareLogQueries),
  ];
  test.each(clicks)("%s", (sql) => {
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map((match) => match[1]!))];
    const details = plan.all(Object.fromEntries(names.map((name) => [name, 1]))).map(({ detail }) => detail);
    const scans = details.filter(
      (detail) => detail.startsWith("SCAN") && !/CONSTANT|VIRTUAL TABLE|SCAN called/.test(detail),
    );
    expect(scans).toEqual([]);
    expect(details.some((detail) => detail.startsWith("SEARCH"))).toBe(true);
  });

  test("every other statement prepares against AiiDA's schema", () => {
    for (const prepare of [
      prepareGroupQueries,
      prepareCountQueries,
      preparePeopleAndPlaces,
      prepareMembershipScans,
    ]) {
      expect(statementsOf(prepare).length).toBeGreaterThan(0);
    }
    expect(`${NODE_ROW_COLUMNS}${NODE_ROW_JOINS}${LINKED_NODE_COLUMNS}`).not.toContain("*");
  });
});

describe("rows of archives from strangers", () => {
  test("attributes that are no JSON, or no object, say nothing of a process", () => {
    const texts = ["", "{", "[1]", "null", '"text"', '{"process_state": {"a": 1}}', "NaN", '{"a": }'];
    const { db } = makeArchive({ nodes: texts.map((attributes) => ({ type: CALC, attributes })) });
    const rows = prepareNodeQueries(db).rows(texts.map((_, i) => i + 1));
    expect(rows.map((row) => row.processState)).toEqual([
      null,
      null,
      null,
      null,
      null,
      '{"a":1}',
      null,
      null,
    ]);
  });

  test("NaN and nesting past SQLite's own limit do not hide the state", () => {
    const deep = `${"[".repeat(3000)}${"]".repeat(3000)}`;
    const state = '"process_state": "finished", "exit_status": 3, "process_label": "Deep"';
    const { db } = makeArchive({
      nodes: [
        { type: CALC, attributes: `{"a": ${deep}, ${state}}` },
        { type: CALC, attributes: `{"a": NaN, "b": -Infinity, ${state}}` },
      ],
    });
    for (const row of prepareNodeQueries(db).rows([1, 2])) {
      expect(row).toMatchObject({ processState: "finished", exitStatus: 3, processLabel: "Deep" });
    }
  });

  test("data nodes have no state, whatever their attributes say", () => {
    const { db } = makeArchive({ nodes: [{ attributes: { process_state: "finished", exit_status: 0 } }] });
    expect(prepareNodeQueries(db).row(1)).toMatchObject({ processState: null, exitStatus: null });
  });

  test("every column may be NULL or of another type in old schemas", () => {
    const db = createMemoryDatabase();
    db.exec(`
      CREATE TABLE db_dbuser (id INTEGER PRIMARY KEY, email);
      CREATE TABLE db_dbcomputer (id INTEGER PRIMARY KEY, uuid, label, hostname);
      CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY, uuid, node_type, process_type, label, description, ctime, mtime,
        attributes, extras, repository_metadata, dbcomputer_id, user_id);
      INSERT INTO db_dbnode (id, label, attributes, node_type) VALUES (1, 5, x'7b7d', x'6162'), (2, NULL, NULL, NULL);`);
    const queries = prepareNodeQueries(db);
    expect(queries.row(1)).toMatchObject({
      uuid: "",
      nodeType: "ab",
      label: "5",
      ctime: "",
      user: "",
      computer: null,
    });
    expect(queries.row(2)).toMatchObject({ nodeType: "", processType: null, description: "" });
    expect(queries.json(2, "attributes", 100)).toEqual({ bytes: 2, text: "{}" });
    expect(queries.json(1, "attributes", 100)).toEqual({ bytes: 2, text: "{}" });
    expect(queries.json(1, "attributes", 1)).toEqual({ bytes: 2, text: null });
  });

  test("stored JSON comes back verbatim, JSON null as an empty object", () => {
    const attributes = '{"float": 10.0, "big": 1152921504606846976, "ü": "\\u00fc"}';
    const { db } = makeArchive({ nodes: [{ attributes, extras: "null" }] });
    expect(prepareNodeQueries(db).json(1, "attributes", 1000).text).toBe(attributes);
    expect(prepareNodeQueries(db).json(1, "extras", 1000).text).toBe("{}");
  });
});

test("rows keep the order asked for and leave out unknown ids", () => {
  const { db } = makeArchive({ nodes: [{ id: 5 }, { id: 7 }, { id: 9 }] });
  expect(
    prepareNodeQueries(db)
      .rows([9, 1, 5, 7])
      .map((row) => row.nodeId),
  ).toEqual([9, 5, 7]);
});

test("links page by id, drop none, and leave out dangling ends", () => {
  const count = 25;
  const { db } = makeArchive({
    nodes: Array.from({ length: count + 1 }, () => ({})),
    links: [
      ...Array.from({ length: count }, (_, i) => [1, i + 2, "create", `out_${i}`] as const),
      [1, 999, "create", "dangling"],
    ],
  });
  const queries = prepareLinkQueries(db);
  const seen: string[] = [];
  for (let afterLinkId = -1; ; ) {
    const page = queries.page("outgoing", { nodeId: 1, afterLinkId, limit: 10 });
    seen.push(...page.map((link) => link.linkLabel));
    if (page.length < 10) break;
    afterLinkId = page.at(-1)!.linkId;
  }
  expect(seen).toEqual(Array.from({ length: count }, (_, i) => `out_${i}`));
  expect(queries.count("outgoing", 1)).toBe(count);
  expect(queries.page("incoming", { nodeId: 3, afterLinkId: -1, limit: 10 })[0]).toMatchObject({
    nodeId: 1,
    uuid: testUuid("node", 1),
  });
});

test("logs of called processes are merged in time order, once each, also when calls run in a circle", () => {
  const work = "process.workflow.workchain.WorkChainNode.";
  const { db } = makeArchive({
    nodes: [
      { type: work, attributes: { process_label: "Outer" } },
      { type: work },
      { type: CALC, attributes: { process_label: "Pw" } },
      {},
    ],
    links: [
      [1, 2, "call_work", "a"],
      [2, 3, "call_calc", "b"],
      [1, 3, "call_calc", "c"],
      [3, 1, "call_work", "circle"],
      [3, 4, "create", "not a call"],
    ],
    logs: [
      { node: 3, message: "third", time: "2026-01-01 00:00:03.000000" },
      { node: 1, message: "first", time: "2026-01-01 00:00:01.000000" },
      { node: 2, message: "second", time: "2026-01-01 00:00:02.000000" },
      { node: 4, message: "elsewhere", time: "2026-01-01 00:00:02.000000" },
    ],
  });
  const logs = prepareLogQueries(db);
  const page = { nodeId: 1, limit: 10, offset: 0 };
  expect(logs.page(true, page).map((log) => [log.nodeTitle, log.message])).toEqual([
    ["Outer", "first"],
    ["WorkChainNode", "second"],
    ["Pw", "third"],
  ]);
  expect(logs.count(true, 1)).toBe(3);
  expect(logs.page(false, page).map((log) => log.message)).toEqual(["first"]);
  expect(logs.page(true, { ...page, offset: 1, limit: 1 }).map((log) => log.message)).toEqual(["second"]);
});

test("groups count the members that exist, once each", () => {
  const { db } = makeArchive({
    nodes: [{}, {}],
    groups: [{ label: "a", nodes: [1, 2, 77] }, { label: "empty" }],
  });
  const groups = prepareGroupQueries(db);
  expect(groups.all().map(({ label, nodes }) => [label, nodes])).toEqual([
    ["a", 2],
    ["empty", 0],
  ]);
  expect(groups.memberIds(1)).toEqual([1, 2]);
  expect(groups.memberIds(9)).toBeNull();
  expect(groups.ofNode(1, 10).map(({ label }) => label)).toEqual(["a"]);
});

test("a group whose id JavaScript cannot hold is refused by its number", () => {
  for (const id of ["-9223372036854775808", "9007199254740993"]) {
    const db = createMemoryDatabase();
    fillDatabase(db, { groups: [{ label: "a" }] });
    db.exec(`UPDATE db_dbgroup SET id = ${id}`);
    const groups = prepareGroupQueries(db);
    for (const list of [groups.all, groups.names]) {
      expect(list).toThrow(expect.objectContaining({ code: "archive/limit" }));
    }
  }
});

describe("UUIDs of a closure", () => {
  test("stand in the order of the ids, whatever the column holds", () => {
    const { db } = makeArchive({ nodes: [{ id: 3, uuid: "c" }, { id: 1 }, { id: 2, uuid: "b" }] });
    expect(prepareSelectionQueries(db).uuids([3, 1, 2])).toEqual(["c", testUuid("node", 1), "b"]);
  });

  test("a node that only an index names is damage, never a gap", () => {
    const { db } = makeArchive({ nodes: [{ id: 1 }] });
    expect(() => prepareSelectionQueries(db).uuids([1, 2])).toThrow(
      expect.objectContaining({ code: "archive/corrupt" }),
    );
  });
});
