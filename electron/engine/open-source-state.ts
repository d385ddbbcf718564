import type { Source } from "../archive/source.ts";

/** A place that the person chose in a dialog, as main handed it to the engine. */
export interface GrantedTarget {
  path: string;
  /** The person agreed in the dialog that an existing file is replaced. */
  mayReplace: boolean;
}

/** What the handlers of one engine share: its source, and the targets it was granted. */
export interface OpenSource {
  readonly source: Source;
  /** The target behind a token of the host. `ipc/bad-request` for a token that main did not grant to this engine. */
  target(token: string): GrantedTarget;
}
