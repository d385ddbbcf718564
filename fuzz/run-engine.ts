import path from "node:path";
import type { EngineCall, EngineHandlers, EngineInput, EngineOutput } from "../shared/ipc/engine-contract.ts";
import { engineContract } from "../shared/ipc/engine-contract.ts";
import { allHandlers } from "../electron/engine/handlers/all-handlers.ts";
import { dispatch } from "../electron/ipc/dispatch.ts";
import { toWireError } from "../electron/ipc/to-wire-error.ts";
import { openSource } from "../electron/sources/open-source.ts";
import type { Findings } from "./findings.ts";

const MOST_NODES = 12;
const unwatched = { signal: { aborted: false }, progress: () => {} };

/**
 * Open a source as the engine does and make the calls of the window, each answer parsed by the contract: what does not
 * fit would break the page. Returns the code that refused the source, null when it opened.
 */
export async function runEngine(
  findings: Findings,
  file: string,
  outFolder: string,
  say: (step: string) => void,
): Promise<string | null> {
  say("engine: open");
  let source;
  try {
    source = await openSource(file, unwatched);
  } catch (error) {
    const wire = toWireError(error);
    findings.checkError("engine: open", wire);
    return wire.code;
  }
  try {
    const target = (token: string) => ({ path: path.join(outFolder, token), mayReplace: false });
    const ask = asker(findings, allHandlers({ source, target }), say);
    await askAboutAll(ask);
  } finally {
    source.close();
  }
  return null;
}

type Ask = <N extends EngineCall>(name: N, input: EngineInput<N>) => Promise<EngineOutput<N> | null>;

function asker(findings: Findings, handlers: EngineHandlers, say: (step: string) => void): Ask {
  return async (name, input) => {
    say(`engine: ${name}`);
    const reply = await dispatch(engineContract, handlers, name, input, unwatched);
    if (!reply.ok) {
      findings.checkError(`engine: ${name} ${JSON.stringify(input).slice(0, 100)}`, reply.error);
      return null;
    }
    const parsed = engineContract[name].output.safeParse(reply.value);
    if (!parsed.success) {
      const issues = parsed.error.issues
        .slice(0, 3)
        .map((issue) => `${issue.path.join(".")}: ${issue.message}`);
      findings.add(
        `engine: ${name} ${JSON.stringify(input).slice(0, 100)}`,
        `answer outside the contract: ${issues.join("; ")}`,
      );
    }
    return reply.value as EngineOutput<typeof name>;
  };
}

async function askAboutAll(ask: Ask): Promise<void> {
  await ask("source.open", {});
  const about = await ask("source.about", {});
  for (const { groupId } of about?.groups.slice(0, 3) ?? []) await ask("group.nodes", { groupId });
  await ask("source.facets", {});
  const columns = ["pk", "uuid", "type", "label", "state", "ctime", "mtime", "user"] as const;
  for (const column of columns) await ask("nodes.list", { sort: { column, descending: false } });
  const listed = await ask("nodes.list", { sort: { column: "ctime", descending: true } });
  const ids = Array.from(listed?.nodeIds ?? []).filter((id) => id >= 0);
  const rows = await ask("nodes.rows", { nodeIds: ids.slice(0, 500) });
  for (const text of ["a", "1", "Calc", rows?.[0]?.uuid.slice(0, 8) ?? "ffff"])
    await ask("nodes.search", { text });
  const start = await ask("graph.start", {});
  await ask("graph.elements", { nodeIds: (start?.nodeIds ?? []).filter((id) => id >= 0) });
  const some = spread(ids, MOST_NODES);
  for (const step of ["ancestors", "descendants", "calls", "inputs"] as const)
    if (some.length > 0) await ask("graph.grow", { nodeIds: some.slice(0, 3), step, depth: 1_000_000 });
  for (const nodeId of some) await askAboutNode(ask, nodeId);
  const selection = { nodeIds: some.slice(0, 3), groupIds: [], computerIds: [] };
  await ask("selection.closure", { selection });
  const last = some.at(-1);
  if (last !== undefined) await ask("selection.trail", { selection, nodeId: last });
  await ask("nodes.save", { sort: { column: "pk", descending: false }, format: "csv", target: "rows.csv" });
}

async function askAboutNode(ask: Ask, nodeId: number): Promise<void> {
  await ask("node.get", { nodeId });
  for (const column of ["attributes", "extras", "repository_metadata"] as const)
    await ask("node.json", { nodeId, column });
  for (const direction of ["incoming", "outgoing"] as const) await ask("node.links", { nodeId, direction });
  await ask("node.log", { nodeId, called: true });
  await ask("node.comments", { nodeId });
  await ask("node.structure", { nodeId });
  const arrays = await ask("node.arrays", { nodeId });
  for (const { name, shape } of arrays?.slice(0, 2) ?? [])
    await ask("node.array", {
      nodeId,
      name,
      slice: shape.slice(0, Math.max(0, shape.length - 2)).map(() => 0),
    });
  const files = await ask("node.files", { nodeId });
  for (const { path: file } of files?.files.slice(0, 3) ?? [])
    await ask("file.read", { nodeId, path: file, offset: 1, length: 4096 });
}

/** At most `most` items, from the first to the last in even steps. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * (items.length - 1)) / (most - 1))]!);
}
