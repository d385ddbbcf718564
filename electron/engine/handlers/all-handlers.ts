import type { EngineCall, EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import type { OpenSource } from "../open-source-state.ts";
import { checkHandlers } from "./check.ts";
import { fileHandlers } from "./files.ts";
import { liveHandlers } from "./live.ts";
import { nodeHandlers } from "./node.ts";
import { nodesHandlers } from "./nodes.ts";
import { selectionHandlers } from "./selection.ts";
import { sourceHandlers } from "./source.ts";

/**
 * The handlers of every call of the engine contract, over one open source. What answers when a source is looked at is there at
 * once; what changes the library or migrates is loaded with its first call: it is two thirds of the engine's code, and the first
 * rows would wait for it.
 */
export function allHandlers(open: OpenSource): EngineHandlers {
  return {
    ...sourceHandlers(open),
    ...checkHandlers(open.source.path),
    ...nodesHandlers(open),
    ...nodeHandlers(open),
    ...fileHandlers(open),
    ...selectionHandlers(open),
    ...liveHandlers(open),
    ...later(["source.migrate"], async () => (await import("./migrate.ts")).migrateHandlers(open)),
    ...later(["library.preview", "library.compare", "library.saveDifferences", "library.import"], async () =>
      (await import("./library.ts")).libraryHandlers(open),
    ),
    ...later(["library.maintain"], async () => (await import("./maintain.ts")).maintainHandlers(open)),
    ...later(["library.download", "library.dropDownload"], async () =>
      (await import("./download.ts")).downloadHandlers(open),
    ),
    ...later(["library.edit", "library.swap", "library.groupsOf"], async () =>
      (await import("./edit.ts")).editHandlers(open),
    ),
    ...later(["library.deletion", "library.deletionReasons", "library.delete"], async () =>
      (await import("./delete.ts")).deleteHandlers(open),
    ),
    ...later(["library.history", "library.undoPreview", "library.undo"], async () =>
      (await import("./history.ts")).historyHandlers(open),
    ),
  };
}

/** Handlers that come with a module: it is loaded at the first call of any of them. */
function later<N extends EngineCall>(
  names: readonly N[],
  load: () => Promise<Pick<EngineHandlers, N>>,
): Pick<EngineHandlers, N> {
  let loaded: ReturnType<typeof load> | null = null;
  const calls = names.map((name) => [
    name,
    async (input: never, context: never) => (await (loaded ??= load()))[name](input, context),
  ]);
  return Object.fromEntries(calls) as Pick<EngineHandlers, N>; // the same names with the same types
}
