import readline from "node:readline/promises";
import { usage } from "./arguments.ts";
import type { CliIo } from "./verb.ts";

/** @throws AppError `usage` where there is no terminal to ask at: then the command itself has to say `--force`. */
export function requireTerminal(io: Pick<CliIo, "json">): void {
  if (!io.json && process.stdin.isTTY && process.stderr.isTTY) return;
  throw usage("Without a terminal to ask at, add --force to do it, or --dry-run to see what would be done.");
}

/** Ask the person at the terminal to agree to something that cannot be taken back. */
export async function confirmed(question: string): Promise<boolean> {
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  terminal.once("SIGINT", () => stop.abort()); // asked and interrupted: that is no
  try {
    return /^y(?:es)?$/i.test(
      (await terminal.question(`${question} [y/N] `, { signal: stop.signal })).trim(),
    );
  } catch (error) {
    if (stop.signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
