/** Moments of the start that a person waits for. */
export type StartMark = "stemma:rows" | "stemma:picture";

const made = new Set<StartMark>();

/** Note, the first time only, that a moment of the start has come: `bench/` and the browser's own tools read it. */
export function markStart(name: StartMark): void {
  if (made.has(name)) return;
  made.add(name);
  performance.mark(name);
}
