import { main } from "./cli.ts";

/**
 * Run the command as a whole process and end it: used by the installed app, where Electron would otherwise go on to open
 * a window. Never returns. What was printed is handed to the system first; a fault of ours prints one line and exits 1,
 * because Electron would show a dialog for it.
 * @param argv The arguments after the program's own name.
 */
export async function runAndExit(argv: string[]): Promise<never> {
  process.on("uncaughtException", (error) => {
    process.stderr.write(`stemma: internal: ${error.message}\n`);
    process.exit(1);
  });
  const status = await main(argv);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(status);
}

/** Resolves when the stream has passed on everything, or when nobody reads it any more. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });
}
