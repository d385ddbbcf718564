import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Source } from "../../archive/source.ts";
import { openForWriting } from "../../db/connect.ts";
import type { CodedColumn } from "../../db/node-columns.ts";
import { isKept } from "../../db/kept-index.ts";
import { nodeFacets } from "../../db/node-facets.ts";
import { nodeTable, type SortColumn } from "../../db/node-table.ts";
import { watchRows } from "../../db/watch-rows.ts";
import { microsToTime } from "../../../shared/model/stored-time.ts";
import { GRAPH, provenanceOf, UNWATCHED } from "../../provenance/provenance.ts";
import { openStore } from "../../store/open-store.ts";
import { createStore } from "../create-store.ts";
import { carryAll, carryOver, knownPieces } from "./carry-over.ts";
import { LiveLibrary } from "./live-library.ts";

// Whatever is written to a library, and in whatever order: what is brought over from state to state is what is read anew.

const TYPES = [
  "process.calculation.calcjob.CalcJobNode.",
  "process.workflow.workchain.WorkChainNode.",
  "data.core.int.Int.",
  "data.core.dict.Dict.",
];
const LINKS = ["create", "input_calc", "return", "call_calc"];
const STATES = ["finished", "running", "excepted"];

type Database = ReturnType<typeof openForWriting>;

/** One write: what it does is worked out of numbers, so that it fits whatever stands in the store by then. */
type Write = {
  kind: "nodes" | "links" | "edit" | "delete" | "group" | "user" | "unlink";
  a: number;
  b: number;
};

const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom("nodes", "nodes", "links", "edit", "edit", "delete", "group", "user", "unlink"),
  a: fc.nat(1_000_000),
  b: fc.nat(1_000_000),
});

let clock = 1_600_000_000_000_000;
let serial = 0;
const LONG_AGO = 2_000_000_000; // µs; behind the times that nodes of `insertNode` have, before `clock`
const now = () => microsToTime((clock += 7));

function run(db: Database, { kind, a, b }: Write): void {
  const ids = db.prepare("SELECT id FROM db_dbnode ORDER BY id").pluck().all() as number[];
  const pick = (number: number) => ids[number % ids.length]!;
  switch (kind) {
    case "nodes":
      for (let i = 0; i <= a % 4; i++) insertNode(db, a + i, b);
      return;
    case "links":
      for (let i = 0; i <= a % 3 && ids.length > 1; i++)
        insertLink(db, pick(a + i), pick(b + 2 * i), a + b + i);
      return;
    case "edit":
      if (ids.length > 0)
        db.prepare(
          "UPDATE db_dbnode SET label = ?, attributes = ?, user_id = (SELECT max(id) FROM db_dbuser), mtime = ? WHERE id = ?",
        ).run(
          `edited ${b % 5}`,
          JSON.stringify({ process_state: STATES[b % 3], sealed: b % 2 === 0, process_label: `P${a % 3}` }),
          // An undo sets an earlier time, but never the very one that is there: that is what a change is known by.
          a % 3 === 0 ? microsToTime(LONG_AGO + ++serial) : now(),
          pick(a),
        );
      return;
    case "delete":
      for (let i = 0; i <= b % 2 && ids.length > 2; i++) {
        const id = i === 0 ? ids.at(-1 - (a % 2))! : pick(a); // the last ones: their ids are given again
        db.exec(`DELETE FROM db_dbgroup_dbnodes WHERE dbnode_id = ${id}; DELETE FROM db_dblink WHERE input_id = ${id} OR output_id = ${id};
          DELETE FROM db_dbnode WHERE id = ${id}`);
      }
      if (b % 3 === 0) insertNode(db, a, b); // it may get the id of one that went
      return;
    case "group":
      if (ids.length === 0) return;
      db.exec(
        `INSERT OR IGNORE INTO db_dbgroup VALUES (${1 + (a % 3)}, 'g${a % 3}', 'group ${a % 3}', 'core', '${now()}', '', '{}', 1)`,
      );
      db.exec(
        `INSERT OR IGNORE INTO db_dbgroup_dbnodes (dbnode_id, dbgroup_id) VALUES (${pick(b)}, ${1 + (a % 3)})`,
      );
      return;
    case "user":
      db.exec(
        `INSERT OR IGNORE INTO db_dbuser VALUES (${2 + (a % 4)}, '${"zya"[a % 3]}${a % 4}@x', '', '', '')`,
      );
      db.exec(
        `INSERT OR IGNORE INTO db_dbcomputer VALUES (${1 + (b % 3)}, '${9 - (b % 3)}c', 'c${b % 3}', '', '', '', '', '{}')`,
      );
      return;
    case "unlink":
      db.exec("DELETE FROM db_dblink WHERE id = (SELECT max(id) FROM db_dblink)");
      if (b % 2 === 0 && ids.length > 1) insertLink(db, pick(a), pick(b), b); // under the same id
  }
}

function insertNode(db: Database, a: number, b: number): void {
  const uuid = `${(a * 7919) % 1000}-${++serial}`;
  const files = b % 2 === 0 ? { o: { [`f${b % 7}`]: { k: (b % 7).toString(16).padStart(64, "a") } } } : {};
  const time = a % 5 === 0 ? microsToTime(a * 1000) : now();
  db.prepare(
    `INSERT INTO db_dbnode (uuid, node_type, process_type, label, description, ctime, mtime, attributes, extras, repository_metadata, dbcomputer_id, user_id)
     VALUES (?, ?, ?, ?, '', ?, ?, ?, '{}', ?, (SELECT CASE WHEN ? THEN max(id) END FROM db_dbcomputer), 1)`,
  ).run(
    uuid,
    TYPES[a % 4]!,
    a % 3 === 0 ? "aiida.calculations:x" : null,
    `label ${b % 4}`,
    time,
    time,
    JSON.stringify({ process_state: STATES[a % 3], exit_status: b % 2 }),
    JSON.stringify(files),
    b % 3 === 0 ? 1 : 0,
  );
}

function insertLink(db: Database, from: number, to: number, number: number): void {
  db.prepare("INSERT INTO db_dblink (input_id, output_id, label, type) VALUES (?, ?, ?, ?)").run(
    from,
    to,
    `link ${number % 6}`,
    LINKS[number % 4]!,
  );
}

const ORDERS: readonly SortColumn[] = ["pk", "uuid", "type", "label", "state", "ctime", "mtime", "user"];

/** Everything that is kept in memory, in a form in which equal means equal. */
async function everything(source: Source) {
  const table = nodeTable(source.db);
  const texts = ({ codes, values }: CodedColumn) =>
    Array.from(codes, (code) => (code < 0 ? null : values[code]));
  const processes = await table.processes(UNWATCHED);
  const orders: Record<string, number[]> = {};
  for (const column of ORDERS) orders[column] = [...(await table.order(column, UNWATCHED))];
  const provenance = provenanceOf(source);
  const { graph, ...belongings } = await provenance.graph(UNWATCHED);
  const files = await provenance.files(UNWATCHED);
  const facts = await provenance.facts(UNWATCHED);
  return {
    nodeIds: await table.nodeIds(UNWATCHED),
    nodeTypes: texts(await table.column("nodeTypes", UNWATCHED)),
    processTypes: texts(await table.column("processTypes", UNWATCHED)),
    labels: texts(await table.column("labels", UNWATCHED)),
    users: texts(await table.column("users", UNWATCHED)),
    computers: texts(await table.column("computers", UNWATCHED)),
    ctimes: (await table.column("ctimes", UNWATCHED)).times,
    mtimes: (await table.column("mtimes", UNWATCHED)).times,
    states: texts(processes.states),
    processLabels: texts(processes.processLabels),
    isUnsealed: processes.isUnsealed,
    orders,
    memberships: await table.memberships(UNWATCHED),
    facets: await nodeFacets(source.db, UNWATCHED),
    graph: {
      ...graph,
      labelList: null,
      linkLabels: Array.from(graph.linkLabels, (rank) => graph.labelList[rank]),
    },
    labelsInOrder: graph.labelList.every((label, rank) => rank === 0 || graph.labelList[rank - 1]! < label),
    belongings,
    files: Array.from(graph.nodeIds, (_, index) =>
      [...files.objects.subarray(files.offsets[index], files.offsets[index + 1])].map((object) => [
        files.keys[object],
        files.sizes[object],
      ]),
    ),
    facts,
  };
}

test("what is brought over is what is read anew, whatever is written", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(write, { maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (states, isWatched) => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-carry-"));
        try {
          createStore(path.join(folder, "library"));
          const library = await LiveLibrary.open(path.join(folder, "library"), UNWATCHED, { copiesUpTo: 0 });
          const file = path.join(folder, "library/database.sqlite");
          const first = openForWriting(file, 1000);
          for (let i = 0; i < 5; i++) run(first, { kind: "nodes", a: i * 3, b: i });
          for (let i = 0; i < 5; i++) run(first, { kind: "links", a: i * 3, b: i * 5 });
          first.close();
          let state = await library.take(UNWATCHED);
          await everything(state);
          for (const writes of states) {
            const db = openForWriting(file, 1000);
            db.exec("BEGIN IMMEDIATE");
            const watched = isWatched ? watchRows(db) : null;
            for (const one of writes) run(db, one);
            db.exec("COMMIT");
            const next = await library.take(UNWATCHED);
            const uuids = (of: Source) =>
              new Map(of.db.prepare("SELECT id, uuid FROM db_dbnode").raw().all() as [number, string][]);
            const [before, after] = [uuids(state), uuids(next)];
            const { gone } = await carryOver(state, next, {
              readAnewUpTo: 0,
              changed: watched?.isAlone() ? watched.changedNodes() : null,
              areGroupsSame: watched?.areGroupsSame() ?? false,
            });
            db.close();
            expect([...gone]).toEqual(
              [...before]
                .filter(([id, uuid]) => after.get(id) !== uuid)
                .map(([id]) => id)
                .sort((a, b) => a - b),
            );
            const anew = await library.take(UNWATCHED);
            expect(await everything(next)).toEqual(await everything(anew));
            anew.close();
            state.close();
            const same = await library.take(UNWATCHED);
            carryAll(next, same);
            next.close();
            state = same;
          }
          state.close();
          await library.close();
        } finally {
          fs.rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

test("closed and opened again from what was kept, it is what is read anew, whoever wrote meanwhile", async () => {
  const session = fc.record({
    during: fc.array(write, { maxLength: 3 }),
    isWatched: fc.boolean(),
    asks: fc.boolean(),
    closed: fc.array(write, { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 5 }), async (sessions) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-kept-"));
      const store = path.join(folder, "library");
      const file = path.join(store, "database.sqlite");
      const open = () =>
        LiveLibrary.open(store, UNWATCHED, {
          copiesUpTo: 0,
          keepsAbove: 0,
          cacheDir: path.join(folder, "cache"),
        });
      const expectReadAnew = async (found: Awaited<ReturnType<typeof everything>>) => {
        const anew = await openStore(store, UNWATCHED); // of the same state, with no place to keep anything
        expect(found).toEqual(await everything(anew));
        anew.close();
      };
      const writeAll = (writes: readonly Write[]) => {
        const db = openForWriting(file, 1000);
        for (const one of writes) run(db, one);
        db.close();
      };
      try {
        createStore(store);
        for (let i = 0; i < 5; i++) writeAll([{ kind: "nodes", a: i * 3, b: i }]);
        let isKnownToBeKept = false;
        for (const { during, isWatched, asks, closed } of sessions) {
          const library = await open();
          let state = await library.take(UNWATCHED);
          if (isKnownToBeKept) expect(isKept(state.db, GRAPH)).toBe(true);
          const found = asks ? await everything(state) : null;
          if (found) await expectReadAnew(found);
          let isSure = true;
          if (during.length > 0) {
            const db = openForWriting(file, 1000);
            db.exec("BEGIN IMMEDIATE");
            const watched = isWatched ? watchRows(db) : null;
            for (const one of during) run(db, one);
            db.exec("COMMIT");
            const next = await library.take(UNWATCHED);
            const changed = watched?.isAlone() ? watched.changedNodes() : null;
            ({ isSure } = await carryOver(state, next, {
              readAnewUpTo: 0,
              changed,
              areGroupsSame: watched?.areGroupsSame() ?? false,
            }));
            db.close();
            state.close();
            state = next;
          }
          await expectReadAnew(await everything(state));
          const pieces = isSure ? knownPieces(state) : null;
          state.close();
          await library.close(pieces);
          if (closed.length > 0) writeAll(closed);
          isKnownToBeKept = isSure && closed.length === 0;
        }
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);

test("a graph that is known is not read anew when something is added", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-carry-"));
  createStore(path.join(folder, "library"));
  const library = await LiveLibrary.open(path.join(folder, "library"), UNWATCHED, { copiesUpTo: 0 });
  const db = openForWriting(path.join(folder, "library/database.sqlite"), 1000);
  for (let i = 0; i < 5; i++) run(db, { kind: "nodes", a: i * 3, b: i });
  const state = await library.take(UNWATCHED);
  const { graph } = await provenanceOf(state).graph(UNWATCHED);
  run(db, { kind: "edit", a: 1, b: 1 });
  const next = await library.take(UNWATCHED);
  await carryOver(state, next, { readAnewUpTo: 0 });
  expect((await provenanceOf(next).graph(UNWATCHED)).graph.linkIds).toBe(graph.linkIds);
  for (const source of [state, next]) source.close();
  db.close();
  await library.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("where more nodes came than there were, all is read when it is asked for", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-carry-"));
  createStore(path.join(folder, "library"));
  const library = await LiveLibrary.open(path.join(folder, "library"), UNWATCHED, { copiesUpTo: 0 });
  const db = openForWriting(path.join(folder, "library/database.sqlite"), 1000);
  const came = [0, 20, 5]; // into an empty one, more than there were, and fewer
  const found: (readonly [isAnew: boolean, gone: number, isRead: boolean])[] = [];
  let state = await library.take(UNWATCHED);
  for (const count of came) {
    await everything(state);
    for (let i = 0; i <= count; i++) run(db, { kind: "nodes", a: 4 * i, b: i });
    const next = await library.take(UNWATCHED);
    const { isAnew, gone } = await carryOver(state, next, { readAnewUpTo: 0 });
    found.push([isAnew, gone.length, knownPieces(next).has(GRAPH)]);
    state.close();
    state = next;
  }
  expect(found).toEqual([
    [true, 0, false],
    [true, 0, false],
    [false, 0, true],
  ]);
  state.close();
  db.close();
  await library.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
