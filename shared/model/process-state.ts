/**
 * The state of a process as people read it: "Finished [410]", "Excepted", "Unknown" (a process without a state).
 * A finished process carries its exit status; "Finished [null]" when the archive has none.
 */
export function processStateText(processState: string | null, exitStatus: number | null): string {
  if (processState === null || processState === "") return "Unknown";
  const name = processState.charAt(0).toUpperCase() + processState.slice(1);
  return processState === "finished" ? `${name} [${exitStatus ?? "null"}]` : name;
}

/** The same as the command prints and takes it: `finished[410]`, `excepted`, `unknown`. */
export function processStateKey(processState: string | null, exitStatus: number | null): string {
  if (processState === null || processState === "") return "unknown";
  return processState === "finished" ? `finished[${exitStatus ?? "null"}]` : processState;
}

/** How a state is to be felt: `ok`, `failed` (non-zero exit, excepted, killed), or `open` (still going or unknown). */
export function processOutcome(
  processState: string | null,
  exitStatus: number | null,
): "ok" | "failed" | "open" {
  if (processState === "excepted" || processState === "killed") return "failed";
  if (processState !== "finished") return "open";
  return exitStatus === 0 ? "ok" : exitStatus === null ? "open" : "failed";
}
