/**
 * Where every start of the built program begins. The `stemma` command of the installed app starts the same binary as a
 * double-click does, because the fuse that would let it serve as plain Node is off; it marks a verb with `VERB_SWITCH`.
 * A verb must run before anything of the window is loaded: it takes no lock of the running app, opens no display and
 * writes no profile. Electron becomes ready only when this module has been evaluated, so awaiting here keeps it from all
 * of that, and `runAndExit` never comes back.
 */
export const VERB_SWITCH = "--stemma-verb";

const argumentsStart = process.argv.indexOf("--");
const isVerb =
  argumentsStart > 0 && process.argv.slice(1, argumentsStart).includes(VERB_SWITCH) && !process.defaultApp;

if (isVerb) {
  const { runAndExit } = await import("./cli/run-and-exit.ts");
  await runAndExit(process.argv.slice(argumentsStart + 1));
} else await import("./main/main.ts");
