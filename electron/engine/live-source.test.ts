import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type EngineCall,
  engineContract,
  type EngineInput,
  type EngineOutput,
} from "../../shared/ipc/engine-contract.ts";
import { openForWriting } from "../db/connect.ts";
import { createStore } from "../library/create-store.ts";
import { DEFAULT_OPTIONS } from "../library/import/import-run.ts";
import { importSource } from "../library/import/import-source.ts";
import { LiveLibrary } from "../library/live/live-library.ts";
import { UNWATCHED } from "../provenance/provenance.ts";
import { dispatch } from "../ipc/dispatch.ts";
import { openSource } from "../sources/open-source.ts";
import { allowChanges } from "./change-library.ts";
import { allHandlers } from "./handlers/all-handlers.ts";
import { LiveSource } from "./live-source.ts";

const FIXTURES = path.join(import.meta.dirname, "../../e2e/fixtures");
let folder: string;
let live: LiveSource | null = null;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-live-"));
  createStore(path.join(folder, "library"));
});
afterEach(async () => {
  await live?.close();
  live = null;
  fs.rmSync(folder, { recursive: true, force: true });
});

const store = () => path.join(folder, "library");
const database = () => path.join(store(), "database.sqlite");

async function open(): Promise<LiveSource> {
  const library = await LiveLibrary.open(store(), UNWATCHED, { copiesUpTo: 0 });
  expect(library.isInPlace).toBe(true);
  live = await LiveSource.open(
    library,
    (source, state) =>
      allHandlers({
        source,
        live: state,
        target: () => {
          throw new Error("no targets here");
        },
      }),
    () => moved++,
    UNWATCHED,
  );
  return live;
}
let moved = 0;

function ask<N extends EngineCall>(name: N, input: EngineInput<N>): Promise<EngineOutput<N>> {
  const context = { signal: new AbortController().signal, progress: () => undefined };
  return live!.served.call(async (handlers) => {
    const reply = await dispatch(engineContract, handlers, name, input, context);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value as EngineOutput<N>; // of this name
  });
}

async function bring(name: string): Promise<void> {
  const source = await openSource(path.join(FIXTURES, name), UNWATCHED);
  try {
    await importSource(source, store(), DEFAULT_OPTIONS, UNWATCHED);
  } finally {
    source.close();
  }
}

const journalMode = () => fs.readFileSync(database())[18];

test("what was imported is answered from at once, and an answer under way is of one moment", async () => {
  await open();
  expect((await ask("source.open", {})).counts.nodes).toBe(0);
  const { nodeIds: none } = await ask("nodes.list", { sort: { column: "pk", descending: false } });
  expect(none).toHaveLength(0);
  let during = -1;
  await live!.served.call(async (handlers) => {
    await bring("arithmetic.add.aiida");
    await live!.catchUp();
    const context = { ...UNWATCHED, signal: new AbortController().signal };
    const summary = await handlers["source.open"]({}, context);
    during = summary.counts.nodes;
  });
  expect(during).toBe(0);
  const since = await ask("library.since", { state: 0 });
  expect(since.summary.counts.nodes).toBeGreaterThan(0);
  expect(since).toMatchObject({ state: 1, gone: new Int32Array() });
  expect(moved).toBe(1);
  const { nodeIds } = await ask("nodes.list", { sort: { column: "pk", descending: false } });
  expect(nodeIds).toHaveLength(since.summary.counts.nodes);
});

test("closed, the database is one file in rollback-journal mode", async () => {
  await open();
  expect(journalMode()).toBe(2);
  await bring("arithmetic.add.aiida");
  await live!.close();
  live = null;
  expect(journalMode()).toBe(1);
  expect(fs.readdirSync(store()).filter((name) => name.startsWith("database"))).toEqual(["database.sqlite"]);
});

test("nodes that another program deletes are told", async () => {
  await bring("arithmetic.add.aiida");
  await open();
  const { nodeIds } = await ask("nodes.list", { sort: { column: "pk", descending: false } });
  const last = nodeIds.at(-1)!;
  const other = openForWriting(database(), 1000);
  other.exec(`DELETE FROM db_dbgroup_dbnodes WHERE dbnode_id = ${last}; DELETE FROM db_dblink WHERE input_id = ${last} OR output_id = ${last};
    DELETE FROM db_dblog WHERE dbnode_id = ${last}; DELETE FROM db_dbcomment WHERE dbnode_id = ${last}; DELETE FROM db_dbnode WHERE id = ${last}`);
  other.close();
  const { state, gone } = await ask("library.since", { state: 0 });
  expect(state).toBe(1);
  expect(gone).toEqual(Int32Array.of(last));
});

test("an edit is followed before it is answered", async () => {
  await bring("arithmetic.add.aiida");
  allowChanges(store());
  await open();
  const { nodeIds } = await ask("nodes.list", { sort: { column: "label", descending: false } });
  const nodeId = nodeIds[0]!;
  await ask("library.edit", { edits: [{ kind: "node-label", nodeIds: [nodeId], label: "zzz" }] });
  const sorted = await ask("nodes.list", { sort: { column: "label", descending: true } });
  expect(sorted.nodeIds[0]).toBe(nodeId);
  expect((await ask("source.open", {})).state).toBe(1);
});

test("a library is checked where it lies, while it is open", async () => {
  await bring("qe-si-bands.aiida");
  await open();
  await bring("arithmetic.add.aiida"); // stands in the log
  await live!.catchUp();
  const report = await ask("source.check", {});
  expect(report.ok).toBe(true);
  expect(report.checked.nodes).toBe((await ask("source.open", {})).counts.nodes);
  expect(journalMode()).toBe(2); // nobody took the log away meanwhile
});

test("the log does not grow with the number of changes", async () => {
  await bring("arithmetic.add.aiida");
  await open();
  const other = openForWriting(database(), 1000);
  const sizes: number[] = [];
  for (let round = 0; round < 8; round++) {
    other.exec("UPDATE db_dbnode SET label = hex(randomblob(20000))");
    await live!.catchUp();
    await live!.tidy();
    sizes.push(fs.statSync(`${database()}-wal`).size);
  }
  other.close();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * sizes[0]!);
});
