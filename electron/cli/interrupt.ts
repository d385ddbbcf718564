/** The signals that ask to end, and the exit status of what they have cancelled: 128 and the signal's number. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Hears for a verb that somebody wants it to end: by Ctrl+C, or a queue that stops its jobs. */
export interface Interrupt {
  /** Aborted by the first such signal; a second one ends the process at once. */
  readonly cancel: AbortController;
  /** The exit status of a verb that was cancelled. */
  status(): number;
  /** Hear no more. */
  stop(): void;
}

/**
 * Hear SIGINT and SIGTERM from now on, before there is anything to clear away. Not SIGHUP: who is to go on when the terminal closes
 * (`nohup`) ignores it, which a listener would undo.
 */
export function hearInterrupt(): Interrupt {
  const cancel = new AbortController();
  let heard: keyof typeof STATUS = "SIGINT";
  const stop = () => SIGNALS.forEach((name) => process.removeListener(name, onSignal));
  function onSignal(name: NodeJS.Signals): void {
    stop();
    if (name === "SIGTERM") heard = name;
    cancel.abort();
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return { cancel, status: () => STATUS[heard], stop };
}
