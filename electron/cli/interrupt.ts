/** Hears SIGINT for a verb. */
export interface Interrupt {
  /** Aborted by the first SIGINT; a second one ends the process at once. */
  readonly cancel: AbortController;
  /** Hear no more. */
  stop(): void;
}

/** Hear SIGINT from now on, before there is anything to clear away. */
export function hearInterrupt(): Interrupt {
  const cancel = new AbortController();
  const onInterrupt = () => cancel.abort();
  process.once("SIGINT", onInterrupt);
  return { cancel, stop: () => void process.removeListener("SIGINT", onInterrupt) };
}
