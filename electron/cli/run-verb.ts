import { AppError, type WireError } from "../../shared/ipc/errors.ts";
import { RawJson, writeJson } from "../../shared/json/json-writer.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { toWireError } from "../ipc/to-wire-error.ts";
import { type OptionSpec, parseArguments } from "./arguments.ts";
import { type CliStreams, createIo, OutputClosed } from "./cli-io.ts";
import { hearInterrupt } from "./interrupt.ts";
import type { Verb } from "./verb.ts";

const COMMON_OPTIONS: readonly OptionSpec[] = [
  { kind: "flag", name: "json", help: "print exactly one JSON value" },
  { kind: "flag", name: "progress", help: "show progress on stderr although it is no terminal" },
  { kind: "flag", name: "help", short: "h", help: "show this help" },
];

const READABLE_OPTION: OptionSpec = {
  kind: "flag",
  name: "readable",
  help: "open a damaged source as far as it can be read, and say what is lost",
};

/** All options of a verb: its own, then those that it shares with others. */
function optionsOf(verb: Verb): OptionSpec[] {
  return [...verb.options, ...(verb.readsSource ? [READABLE_OPTION] : []), ...COMMON_OPTIONS];
}

/** Parse the words, run the verb, turn whatever happens into text or JSON and an exit status. Never rejects. */
export async function runVerb(verb: Verb, words: readonly string[], streams: CliStreams): Promise<number> {
  if (asksForHelp(words)) {
    streams.stdout.write(verbHelp(verb));
    return 0;
  }
  const { cancel, status, stop } = streams.interrupt ?? hearInterrupt();
  let refusal: AppError | null = null;
  streams.watch?.onRefusal((error) => {
    refusal = error;
    cancel.abort();
  });
  const asked = (flag: string) => words.includes(flag);
  const io = createIo(streams, cancel.signal, {
    json: asked("--json"),
    progressAsked: asked("--progress"),
    readable: verb.readsSource === true && asked("--readable"),
  });
  try {
    const args = parseArguments(words, verb.positionals, optionsOf(verb));
    return await verb.run(args, io);
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    const known = refusal ?? (cancel.signal.aborted ? new AppError("cancelled", "Cancelled.") : error);
    if (refusal) streams.watch?.told();
    io.finish();
    const failed = fail(toWireError(known), io, streams, error, verb);
    return known instanceof AppError && known.code === "cancelled" ? status() : failed;
  } finally {
    io.finish();
    stop();
  }
}

/** Report a wrong use before a verb is known. */
export function failUsage(message: string, json: boolean, streams: CliStreams): number {
  return fail(toWireError(new AppError("usage", message)), { json, readable: false }, streams, null, null);
}

function fail(
  error: WireError,
  { json, readable }: { json: boolean; readable: boolean },
  streams: CliStreams,
  cause: unknown,
  verb: Verb | null,
): number {
  const hint = verb === null ? "" : hintFor(error, verb, readable);
  streams.stderr.write(`stemma: ${error.code}: ${escapeLine(error.message + hint)}\n`);
  if (process.env.STEMMA_DEBUG === "1" && cause instanceof Error)
    streams.stderr.write(`${cause.stack ?? ""}\n`);
  if (json) {
    const details = new RawJson(JSON.stringify(error.details)); // plain data by contract
    streams.stdout.write(`${writeJson({ error: { code: error.code, message: error.message, details } })}\n`);
  }
  return error.code === "usage" ? 2 : 1;
}

/** What else a person may try, as a further sentence. */
function hintFor({ code, details }: WireError, verb: Verb, readable: boolean): string {
  if (code === "usage") return ` "stemma ${verb.name} --help" explains it.`;
  const isWorthATry =
    code === "archive/corrupt" && verb.readsSource && !readable && details.canReadPart === true;
  return isWorthATry ? " With --readable it opens as far as it can be read." : "";
}

function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => word === "--help" || word === "-h");
}

/** The text of `stemma --help`. */
export function helpText(verbs: Record<string, { summary: string }>): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines = Object.entries(verbs).map(
    ([name, { summary }]) => `  stemma ${name.padEnd(width)}  ${summary}`,
  );
  return [
    "Stemma: see, choose from and export AiiDA provenance archives.",
    "",
    "  stemma FILE…".padEnd(width + 11) + "open windows",
    ...lines,
    "",
    "  stemma VERB --help  explains one verb; stemma --version says which Stemma this is.",
    "  Exit status: 0 done, 1 refused or failed, 2 wrong usage, 130 cancelled (143 by SIGTERM).",
    "",
  ].join("\n");
}

function verbHelp(verb: Verb): string {
  const rows = optionsOf(verb).map((spec) => [optionText(spec), spec.help] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `stemma ${verb.name} ${verb.positionals.join(" ")} [options]`,
    "",
    verb.summary,
    "",
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    "",
  ].join("\n");
}

function optionText(spec: OptionSpec): string {
  const short = spec.short ? `-${spec.short}, ` : "    ";
  const value = spec.kind === "value" || spec.kind === "values" ? ` ${spec.placeholder ?? "VALUE"}` : "";
  const off = spec.kind === "switch" ? `/--${spec.off ?? `no-${spec.name}`}` : "";
  return `${short}--${spec.name}${off}${value}${spec.kind === "values" ? "…" : ""}`;
}
