import readline from "node:readline/promises";
import { usage } from "./arguments.ts";
import type { CliIo } from "./verb.ts";

/**
 * Ask the person at the terminal to agree to something that cannot be taken back. Whoever has no terminal has to say so in
 * the command: `usage` then.
 */
export async function confirmed(question: string, io: CliIo): Promise<boolean> {
  const { stdin, stderr } = process;
  if (io.json || !stdin.isTTY || !stderr.isTTY) {
    throw usage(
      "Without a terminal to ask at, add --force to do it, or --dry-run to see what would be done.",
    );
  }
  const terminal = readline.createInterface({ input: stdin, output: stderr });
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
