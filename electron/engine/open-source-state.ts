import type { EngineOutput } from "../../shared/ipc/engine-contract.ts";
import type { JobContext, Source } from "../archive/source.ts";

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
  /** From now on answer calls from what stands in the library by now. Errors as `openStore`. */
  catchUp(): Promise<void>;
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
