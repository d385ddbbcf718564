import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type EngineCall,
  engineContract,
  type EngineHandlers,
  type EngineInput,
  type EngineOutput,
} from "../../../shared/ipc/engine-contract.ts";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { createStore } from "../../library/create-store.ts";
import { DEFAULT_OPTIONS } from "../../library/import/import-run.ts";
import { importSource } from "../../library/import/import-source.ts";
import { dispatch } from "../../ipc/dispatch.ts";
import { LiveLibrary } from "../../library/live/live-library.ts";
import { withStore } from "../../library/testing/with-store.ts";
import { openSource } from "../../sources/open-source.ts";
import { allowChanges } from "../change-library.ts";
import { LiveSource } from "../live-source.ts";
import { allHandlers } from "./all-handlers.ts";
import { Matchings } from "./matchings.ts";

const FIXTURES = path.join(import.meta.dirname, "../../../e2e/fixtures");
const BANDS = path.join(FIXTURES, "qe-si-bands.aiida"); // 66 of its 69 nodes are in the other as well
const FAILURES = path.join(FIXTURES, "qe-failures.aiida");
const temporary = temporaryFolder();
let live: LiveSource;

/** A library that has one of the files, as its engine serves it. */
beforeEach(async () => {
  const store = temporary("library");
  createStore(store);
  const source = await openSource(FAILURES, quietJob());
  await importSource(source, store, DEFAULT_OPTIONS, quietJob());
  source.close();
  withStore(store, (db) => db.exec("UPDATE db_dbnode SET label = 'of the library' WHERE id <= 20"));
  allowChanges(store);
  const make = (state: typeof source) =>
    allHandlers({
      source: state,
      target: (token) => ({ path: path.join(FIXTURES, token), mayReplace: false }),
    });
  live = await LiveSource.open(await LiveLibrary.open(store, quietJob()), make, () => undefined, quietJob());
});
afterEach(() => live.close());

async function ask<N extends EngineCall>(
  handlers: EngineHandlers,
  name: N,
  input: EngineInput<N>,
): Promise<EngineOutput<N>> {
  const reply = await dispatch(engineContract, handlers, name, input, quietJob());
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value as EngineOutput<N>; // of this name
}
const preview = (handlers: EngineHandlers, ...files: string[]) =>
  ask(handlers, "library.preview", { files, options: {} });
const compare = (handlers: EngineHandlers, file: string) => ask(handlers, "library.compare", { file });

test("a comparison says the same with and without what the preview before it has matched", async () => {
  const plain = await live.served.call((handlers) => compare(handlers, "qe-si-bands.aiida"));
  expect(plain.counts.label).toBeGreaterThan(0);
  const [alone, behind] = await live.served.call(async (handlers) => {
    await preview(handlers, "qe-si-bands.aiida");
    const first = await compare(handlers, "qe-si-bands.aiida");
    await preview(handlers, "qe-failures.aiida", "qe-si-bands.aiida"); // of several: counted behind another
    return [first, await compare(handlers, "qe-si-bands.aiida")];
  });
  expect(alone).toEqual(plain);
  expect(behind).toEqual(plain);
});

test("nodes that another program takes out of the library behind the preview are not compared", async () => {
  const { counts } = await live.served.call(async (handlers) => {
    await preview(handlers, "qe-failures.aiida");
    withStore(temporary("library"), (db) =>
      db.exec("UPDATE db_dbnode SET uuid = 'x' || substr(uuid, 2) WHERE id <= 10"),
    );
    return compare(handlers, "qe-failures.aiida");
  });
  expect(counts.label).toBe(10); // of 20
});

test("what was matched holds until somebody writes", async () => {
  const source = await openSource(BANDS, quietJob());
  const matchings = new Matchings(temporary("library"));
  const nodes = { size: 0, get: () => undefined, entries: function* () {} };
  expect(matchings.of(source)).toBeUndefined();
  await matchings.keeping(source, async (matched) => matched(nodes));
  expect(matchings.of(source)).toBe(nodes);
  const touch = () =>
    withStore(temporary("library"), (db) => db.exec("UPDATE db_dbnode SET label = 'x' WHERE id = 1"));
  touch();
  expect(matchings.of(source)).toBeUndefined();
  await matchings.keeping(source, async (matched) => {
    matched(nodes);
    touch();
  });
  expect(matchings.of(source)).toBeUndefined();
  source.close();
});
