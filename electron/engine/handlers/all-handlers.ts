import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import type { OpenSource } from "../open-source-state.ts";
import { checkHandlers } from "./check.ts";
import { deleteHandlers } from "./delete.ts";
import { editHandlers } from "./edit.ts";
import { downloadHandlers } from "./download.ts";
import { fileHandlers } from "./files.ts";
import { historyHandlers } from "./history.ts";
import { libraryHandlers } from "./library.ts";
import { liveHandlers } from "./live.ts";
import { maintainHandlers } from "./maintain.ts";
import { migrateHandlers } from "./migrate.ts";
import { nodeHandlers } from "./node.ts";
import { nodesHandlers } from "./nodes.ts";
import { selectionHandlers } from "./selection.ts";
import { sourceHandlers } from "./source.ts";

/** The handlers of every call of the engine contract, over one open source. */
export function allHandlers(open: OpenSource): EngineHandlers {
  return {
    ...sourceHandlers(open),
    ...checkHandlers(open.source.path),
    ...nodesHandlers(open),
    ...nodeHandlers(open),
    ...fileHandlers(open),
    ...selectionHandlers(open),
    ...migrateHandlers(open),
    ...libraryHandlers(open),
    ...maintainHandlers(open),
    ...downloadHandlers(open),
    ...liveHandlers(open),
    ...editHandlers(open),
    ...deleteHandlers(open),
    ...historyHandlers(open),
  };
}
