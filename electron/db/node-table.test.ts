import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeRow } from "../../shared/model/node.ts";
import { processStateKey } from "../../shared/model/process-state.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { nodeFacets } from "./node-facets.ts";
import { listNodes, type NodeFilter } from "./node-filter.ts";
import { searchNodes } from "./node-search.ts";
import { nodeTable, type SortColumn } from "./node-table.ts";
import { prepareNodeQueries } from "./queries/nodes.ts";
import { type TestNode, testTime, testUuid } from "./testing/contents.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { withRowLostFrom } from "./testing/damaged-index.ts";
import { makeArchive } from "./testing/make-archive.ts";

const temporary = temporaryFolder();
const job = { signal: { aborted: false }, progress: () => undefined };

const TYPES = ["data.core.int.Int.", "data.core.dict.Dict.", "process.calculation.calcjob.CalcJobNode."];
const STATES = [
  { process_state: "finished", exit_status: 0 },
  { process_state: "finished", exit_status: 410 },
  { process_state: "excepted" },
  {},
];

const nodeArbitrary: fc.Arbitrary<TestNode> = fc.record({
  type: fc.constantFrom(...TYPES),
  label: fc.constantFrom("", "Alpha", "alpha", "beta", "ünicode"),
  ctime: fc.integer({ min: 0, max: 5 }).map(testTime),
  attributes: fc.constantFrom(...STATES),
  user: fc.constantFrom(1, 2),
  computer: fc.constantFrom(1, 2, null),
});

function archiveOf(nodes: TestNode[]) {
  return makeArchive({
    nodes,
    users: [{ email: "ada@example.org" }, { email: "bob@example.org" }],
    computers: [{ label: "one" }, { label: "two" }],
    groups: [{ label: "even", nodes: nodes.flatMap((_, i) => (i % 2 === 1 ? [i + 1] : [])) }],
  });
}

const filterArbitrary: fc.Arbitrary<NodeFilter> = fc.record(
  {
    nodeTypes: fc.subarray(TYPES),
    typePrefixes: fc.subarray(["data.", "process.calculation."]),
    states: fc.subarray(["finished[0]", "finished[410]", "excepted", "unknown"]),
    groups: fc.subarray([testUuid("group", 1), "nowhere"]),
    computers: fc.subarray([testUuid("computer", 1), testUuid("computer", 2)]),
    users: fc.subarray(["ada@example.org", "bob@example.org"]),
    labelContains: fc.constantFrom("a", "ALPHA", ""),
    createdAfter: fc.integer({ min: 0, max: 5 }).map(testTime),
    createdBefore: fc.integer({ min: 0, max: 5 }).map(testTime),
  },
  { requiredKeys: [] },
);

/** The same filter, word for word, over rows. */
function passes(row: NodeRow, filter: NodeFilter): boolean {
  const among = (wanted: readonly string[] | undefined, value: string | null) =>
    !wanted?.length || (value !== null && wanted.includes(value));
  const state = row.nodeType.startsWith("process.")
    ? processStateKey(row.processState, row.exitStatus)
    : null;
  const computer = row.computer === null ? null : testUuid("computer", row.computer === "one" ? 1 : 2);
  return (
    among(filter.nodeTypes, row.nodeType) &&
    (!filter.typePrefixes?.length || filter.typePrefixes.some((prefix) => row.nodeType.startsWith(prefix))) &&
    among(filter.states, state) &&
    among(filter.groups, row.nodeId % 2 === 0 ? testUuid("group", 1) : null) &&
    among(filter.computers, computer) &&
    among(filter.users, row.user) &&
    row.label.toLowerCase().includes((filter.labelContains ?? "").toLowerCase()) &&
    (filter.createdAfter === undefined || row.ctime >= filter.createdAfter) &&
    (filter.createdBefore === undefined || row.ctime < filter.createdBefore)
  );
}

describe("listNodes", () => {
  test("lists what a plain filter of all rows lists", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nodeArbitrary, { maxLength: 12 }), filterArbitrary, async (nodes, filter) => {
        const { db } = archiveOf(nodes);
        const rows = prepareNodeQueries(db).rows(nodes.map((_, i) => i + 1));
        const listed = await listNodes(nodeTable(db), filter, { column: "pk", descending: false }, job);
        const expected = rows.filter((row) => passes(row, filter)).map((row) => row.nodeId);
        expect([...listed.nodeIds]).toEqual(expected);
        expect(listed.total).toBe(nodes.length);
      }),
      { numRuns: 60 },
    );
  });

  test("orders by every column, and descending is the reverse", async () => {
    const { db } = archiveOf([
      {
        type: TYPES[2]!,
        label: "b",
        ctime: testTime(2),
        attributes: STATES[1]!,
        user: 2,
        uuid: "c0000000-0000-4000-8000-000000000001",
      },
      {
        type: TYPES[0]!,
        label: "",
        ctime: testTime(1),
        user: 1,
        uuid: "a0000000-0000-4000-8000-000000000001",
      },
      {
        type: TYPES[2]!,
        label: "A",
        ctime: testTime(2),
        attributes: STATES[2]!,
        user: 1,
        uuid: "b0000000-0000-4000-8000-000000000001",
      },
    ]);
    const order = async (column: SortColumn, descending = false) => [
      ...(await listNodes(nodeTable(db), {}, { column, descending }, job)).nodeIds,
    ];
    expect(await order("pk")).toEqual([1, 2, 3]);
    expect(await order("uuid")).toEqual([2, 3, 1]);
    expect(await order("label")).toEqual([2, 3, 1]);
    expect(await order("ctime")).toEqual([2, 1, 3]);
    expect(await order("type")).toEqual([1, 3, 2]);
    expect(await order("state")).toEqual([2, 3, 1]);
    expect(await order("user")).toEqual([2, 3, 1]);
    for (const column of ["pk", "uuid", "type", "label", "state", "ctime", "mtime", "user"] as const) {
      expect(await order(column, true)).toEqual((await order(column)).toReversed());
    }
  });

  test("pages by the last node of the page before, whether or not it passes", async () => {
    const { db } = archiveOf(
      Array.from({ length: 6 }, (_, i) => ({ ctime: testTime(i), label: i % 2 ? "odd" : "" })),
    );
    const sort = { column: "ctime", descending: true } as const;
    const page = async (after: number | null) => {
      const listed = await listNodes(nodeTable(db), { labelContains: "odd" }, sort, job, after);
      return [...listed.nodeIds.subarray(listed.skipped)];
    };
    expect(await page(null)).toEqual([6, 4, 2]);
    expect(await page(4)).toEqual([2]);
    expect(await page(5)).toEqual([4, 2]);
    expect(await page(1)).toEqual([]);
  });

  test("stops when cancelled, and another caller still gets the answer", async () => {
    const { db } = archiveOf([{ label: "a" }]);
    const table = nodeTable(db);
    const sort = { column: "pk", descending: false } as const;
    const given = listNodes(table, {}, sort, { signal: { aborted: true }, progress: () => undefined });
    const kept = listNodes(table, {}, sort, job);
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    expect([...(await kept).nodeIds]).toEqual([1]);
  });

  test("refuses ids that do not fit 31 bits", async () => {
    const { db } = makeArchive({ nodes: [{ id: 2 ** 31 }] });
    const listed = listNodes(nodeTable(db), {}, { column: "pk", descending: false }, job);
    await expect(listed).rejects.toThrow(AppError);
  });
});

describe("nodeFacets", () => {
  test("counts values, most frequent first, and tells equal names apart", async () => {
    const { db } = archiveOf([
      { type: "data.core.array.kpoints.KpointsData." },
      { type: "data.array.kpoints.KpointsData." },
      { type: TYPES[2]!, attributes: STATES[0]! },
      { type: TYPES[2]!, attributes: STATES[0]! },
      { type: TYPES[2]!, attributes: STATES[3]! },
    ]);
    const facets = await nodeFacets(db, job);
    expect(facets.types.map(({ label, count }) => [label, count])).toEqual([
      ["CalcJobNode", 3],
      ["KpointsData (data.array.kpoints)", 1],
      ["KpointsData (data.core.array.kpoints)", 1],
    ]);
    expect(facets.states).toEqual([
      { key: "finished[0]", label: "Finished [0]", count: 2 },
      { key: "unknown", label: "Unknown", count: 1 },
    ]);
    expect(facets.groups).toEqual([{ key: testUuid("group", 1), label: "even", count: 2 }]);
    expect(facets.users.map(({ count }) => count)).toEqual([5, 0]);
  });

  test("spans of time hold every node exactly once, and filter as they count", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 30 }),
        async (seconds) => {
          const { db } = archiveOf(seconds.map((second) => ({ ctime: testTime(second) })));
          const { created } = await nodeFacets(db, job);
          expect(created.length).toBeLessThanOrEqual(24);
          expect(created.reduce((sum, { count }) => sum + count, 0)).toBe(seconds.length);
          for (const { from, to, count } of created) {
            const sort = { column: "pk", descending: false } as const;
            const inside = await listNodes(
              nodeTable(db),
              { createdAfter: from, createdBefore: to },
              sort,
              job,
            );
            expect(inside.nodeIds.length).toBe(count);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("searchNodes", () => {
  const { db } = archiveOf([
    { label: "silicon", type: TYPES[0]! },
    { label: "Silicon bands", type: TYPES[2]!, attributes: { process_label: "PwCalculation" } },
    { label: "relaxed silicon", type: TYPES[1]! },
    { label: "", type: TYPES[2]!, attributes: { process_label: "PwBaseWorkChain" } },
  ]);
  const kinds = async (text: string, limit = 8) =>
    (await searchNodes(db, text, limit, job)).map(({ kind, total, rows }) => [
      kind,
      total,
      rows.map((row) => row.nodeId),
    ]);

  test("labels without regard to case: equal, beginning, containing", async () => {
    expect(await kinds("SILICON")).toEqual([["label", 3, [1, 2, 3]]]);
    expect(await kinds("silicon", 1)).toEqual([["label", 3, [1]]]);
  });
  test("process labels and class names", async () => {
    expect(await kinds("pw")).toEqual([["process label", 2, [4, 2]]]);
    expect(await kinds("int")).toEqual([["type", 1, [1]]]);
    expect(await kinds("data.core")).toEqual([["type", 2, [3, 1]]]);
  });
  test("PK and UUID prefix", async () => {
    expect(await kinds("3")).toEqual([["pk", 1, [3]]]);
    expect(await kinds("00000004")).toEqual([
      ["pk", 1, [4]],
      ["uuid", 1, [4]],
    ]);
    expect(await kinds(testUuid("node", 2).toUpperCase())).toEqual([["uuid", 1, [2]]]);
  });
  test("nothing, blanks and wildcards find nothing", async () => {
    expect(await kinds("  ")).toEqual([]);
    expect(await kinds("%")).toEqual([]);
    expect(await kinds("no such thing")).toEqual([]);
  });
});

test("indexes that name nodes which are not there spoil neither orders nor search", async () => {
  const { db } = archiveOf(Array.from({ length: 6 }, (_, i) => ({ label: `a${i}`, ctime: testTime(6 - i) })));
  const damaged = withRowLostFrom(db, "db_dbnode", 3, temporary("damaged.sqlite"));
  const ids = await nodeTable(damaged).nodeIds(job);
  for (const column of ["ctime", "mtime", "uuid", "label", "pk"] as const) {
    const order = await nodeTable(damaged).order(column, job);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from(ids, (_, index) => index));
  }
  const found = await searchNodes(damaged, "a", 8, job);
  expect(found.find(({ kind }) => kind === "label")?.rows.map(({ nodeId }) => nodeId)).toEqual([
    1, 2, 4, 5, 6,
  ]);
});
