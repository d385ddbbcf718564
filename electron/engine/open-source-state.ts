import type { EngineOutput } from "../../shared/ipc/engine-contract.ts";
import type { JobContext, Source } from "../archive/source.ts";
import type { WatchedRows } from "../db/watch-rows.ts";

/** A place that the person chose in a dialog, as main handed it to the engine. */
export interface GrantedTarget {
  path: string;
  /** The person agreed in the dialog that an existing file is replaced. */
  mayReplace: boolean;
  /** The address that it was fetched from. */
  from?: string | undefined;
}

/** The state of a library that one set of handlers answers from, and how to get to the next. */
export interface LiveState {
  /** Raised with each change that was followed. */
  readonly state: number;
  /**
   * Watch what a transaction that has just begun does to the library, for `catchUp` behind it. Null where another program has
   * written since this state.
   */
  watch(db: Source["db"]): WatchedRows | null;
  /**
   * From now on answer calls from what stands in the library by now. Errors as `openStore`.
   * @param watched What was written since, by one transaction; its connection is still open. Without it that is found out.
   */
  catchUp(watched?: WatchedRows | null): Promise<void>;
  /** What came since a state (`library.since`). */
  since(state: number, context: JobContext): Promise<EngineOutput<"library.since">>;
}

/** What the handlers of one engine share: its source, and the targets it was granted. */
export interface OpenSource {
  readonly source: Source;
  /** The target behind a token of the host. `ipc/bad-request` for a token that main did not grant to this engine. */
  target(token: string): GrantedTarget;
  /** Of a library, which may change; other sources never do. */
  readonly live?: LiveState;
}
