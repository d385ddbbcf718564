import fs from "node:fs";
import path from "node:path";
import { type EngineCall, type EngineInput, engineContract } from "../../shared/ipc/engine-contract.ts";
import { openSource } from "../../electron/sources/open-source.ts";
import { allHandlers } from "../../electron/engine/handlers/all-handlers.ts";
import { dispatch } from "../../electron/ipc/dispatch.ts";

// Times the calls that the window makes to its engine, in one plain Node process. Usage: calls.js ARCHIVE FOLDER ROUNDS.
// The first time of a call reads what later ones find in memory. Prints JSON.

const [archive = "", folder = "", roundsText = "5"] = process.argv.slice(2);
const rounds = Number(roundsText);
const unwatched = { signal: { aborted: false }, progress: () => {} };
const milliseconds = new Map<string, number[]>();

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const value = await work();
  milliseconds.set(name, [...(milliseconds.get(name) ?? []), performance.now() - start]);
  return value;
}

const source = await timed("open", () =>
  openSource(archive, unwatched, { cacheDir: path.join(folder, "cache") }),
);
const handlers = allHandlers({
  source,
  target: (token) => ({ path: path.join(folder, token), mayReplace: true }),
});

async function ask<N extends EngineCall>(call: N, input: EngineInput<N>): Promise<unknown> {
  const reply = await dispatch(engineContract, handlers, call, input, unwatched);
  if (!reply.ok) throw new Error(`${call}: ${reply.error.message}`);
  return structuredClone(reply.value); // what the way to the window costs at either end
}

interface Listed {
  nodeIds: Int32Array | Uint32Array | number[];
}

const sort = { column: "ctime", descending: true } as const;
await timed("source.open", () => ask("source.open", {}));
const listed = (await timed("nodes.list, newest first", () => ask("nodes.list", { sort }))) as Listed;
const nodeIds = Array.from(listed.nodeIds);
const middle = nodeIds[Math.floor(nodeIds.length / 2)] ?? 1;
const [row] = (await ask("nodes.rows", { nodeIds: [middle] })) as { uuid: string }[];
const uuid = row?.uuid ?? "";
const group = source.db
  .prepare<[], { id: number }>("SELECT id FROM db_dbgroup WHERE label = 'screening/pilot'")
  .get();
const groupIds = group ? [group.id] : [];

for (let round = 0; round < rounds; round++) {
  await timed("source.facets", () => ask("source.facets", {}));
  await timed("nodes.list, newest first", () => ask("nodes.list", { sort }));
  await timed("nodes.list, by label", () =>
    ask("nodes.list", { sort: { column: "label", descending: false } }),
  );
  await timed("nodes.list, one type", () =>
    ask("nodes.list", {
      sort,
      filter: { nodeTypes: ["process.calculation.calcjob.CalcJobNode."] },
    }),
  );
  await timed("nodes.rows, 60 in the middle", () => {
    const from = Math.floor(nodeIds.length / 2) + round * 1000;
    return ask("nodes.rows", { nodeIds: nodeIds.slice(from, from + 60) });
  });
  await timed("nodes.search, a label", () =>
    ask("nodes.search", { text: ["SrTiO3", "bands", "to do", "relax"][round % 4]! }),
  );
  await timed("nodes.search, a UUID's beginning", () =>
    ask("nodes.search", { text: uuid.slice(0, 8 + round) }),
  );
  await timed("nodes.search, a whole UUID", () => ask("nodes.search", { text: uuid }));
  await timed("nodes.search, found nowhere", () => ask("nodes.search", { text: `nowhere${round}` }));
  await timed("nodes.resolve, a UUID", () => ask("nodes.resolve", { node: uuid }));
  await timed("node.get", () => ask("node.get", { nodeId: nodeIds[round * 777]! }));
  await timed("graph.start", () => ask("graph.start", {}));
  await timed("graph.elements, 500 nodes", () => ask("graph.elements", { nodeIds: nodeIds.slice(0, 500) }));
  await timed("closure of one node", () =>
    ask("selection.closure", { selection: { nodeIds: [nodeIds[round * 999]!] } }),
  );
  await timed("closure of a group of 1 %", () => ask("selection.closure", { selection: { groupIds } }));
  await timed("closure of everything", () => ask("selection.closure", { selection: { all: true } }));
}

const status = fs.existsSync("/proc/self/smaps_rollup")
  ? fs.readFileSync("/proc/self/smaps_rollup", "utf8")
  : "";
const privateBytes = [...status.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce(
  (sum, [, kb]) => sum + Number(kb) * 1024,
  0,
);
const memory = {
  resident: process.memoryUsage.rss(),
  peak: process.resourceUsage().maxRSS * 1024,
  private: privateBytes,
};
await timed("close", async () => source.close());
console.log(JSON.stringify({ calls: Object.fromEntries(milliseconds), memory }));
