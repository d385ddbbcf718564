import type { CliStreams } from "./cli-io.ts";
import type { Verb } from "./verb.ts";
import { programVersion } from "../ipc/program-version.ts";

interface KnownVerb {
  summary: string;
  /** The first large file that it names is a source, which is opened at once. */
  opensArchive?: boolean;
  load(): Promise<Verb>;
}

/** The verbs, loaded when called: `stemma --version` must not pay for SQLite. */
const VERBS: Record<string, KnownVerb> = {
  info: {
    summary: "say what is in an archive",
    load: async () => (await import("./verbs/info.ts")).infoVerb,
    opensArchive: true,
  },
  nodes: {
    summary: "list its nodes",
    load: async () => (await import("./verbs/nodes.ts")).nodesVerb,
    opensArchive: true,
  },
  show: {
    summary: "show everything about one node",
    load: async () => (await import("./verbs/show.ts")).showVerb,
    opensArchive: true,
  },
  cat: {
    summary: "print one file of a node",
    load: async () => (await import("./verbs/cat.ts")).catVerb,
    opensArchive: true,
  },
  traverse: {
    summary: "list what an export of a selection would hold, and why",
    load: async () => (await import("./verbs/traverse.ts")).traverseVerb,
    opensArchive: true,
  },
  export: {
    summary: "write a new archive with a selection and what belongs to it",
    load: async () => (await import("./verbs/export.ts")).exportVerb,
    opensArchive: true,
  },
  migrate: {
    summary: "write an archive of any version as one of today's version",
    load: async () => (await import("./verbs/migrate.ts")).migrateVerb,
  },
  import: {
    summary: "bring archives into the library",
    load: async () => (await import("./verbs/import.ts")).importVerb,
  },
  delete: {
    summary: "delete nodes from the library",
    load: async () => (await import("./verbs/delete.ts")).deleteVerb,
  },
  store: {
    summary: "say where the library is, make one, look into it, clear it up",
    load: async () => (await import("./verbs/store.ts")).storeVerb,
  },
  group: {
    summary: "list, make and change groups of the library",
    load: async () => (await import("./verbs/group.ts")).groupVerb,
  },
  node: {
    summary: "change labels, descriptions, extras and comments in the library",
    load: async () => (await import("./verbs/node.ts")).nodeVerb,
  },
  verify: {
    summary: "read everything of an archive and check it",
    load: async () => (await import("./verbs/verify.ts")).verifyVerb,
  },
};

/** Names of the verbs: the installed app's command is told them when the app is packed. */
export function verbNames(): string[] {
  return Object.keys(VERBS);
}

/** True if the first argument asks for a headless run; anything else names files to open in windows. */
export function isHeadless(argv: readonly string[]): boolean {
  const first = argv[0];
  return first !== undefined && (Object.hasOwn(VERBS, first) || first.startsWith("-"));
}

/**
 * Run the command.
 * @param argv The arguments after the program's own name.
 * @returns The exit status: 0 done, 1 refused or failed, 2 wrong usage, 130 cancelled by SIGINT, 143 by SIGTERM.
 */
export async function main(argv: string[], streams: CliStreams = process): Promise<number> {
  const [first = "--help", ...rest] = argv;
  if (first === "--version") {
    streams.stdout.write(`stemma ${programVersion()}\n`);
    return 0;
  }
  const { runVerb, failUsage, helpText, hearInterrupt, takeCacheSettings, unpackAmong, watchThisProcess } =
    await import("./every-verb.ts");
  if (first === "--help" || first === "-h" || first === "help") {
    streams.stdout.write(helpText(VERBS));
    return 0;
  }
  const known = Object.hasOwn(VERBS, first) ? VERBS[first] : undefined;
  if (!known) {
    const what = first.startsWith("-") ? "option" : "verb";
    return failUsage(
      `There is no ${what} "${first}". "stemma --help" lists what there is.`,
      argv.includes("--json"),
      streams,
    );
  }
  await takeCacheSettings();
  if (streams !== process) return runVerb(await known.load(), rest, streams); // as part of another program
  const { stdout, stderr } = process;
  const interrupt = hearInterrupt(); // what begins now has to be cleared away
  const beforehand = known.opensArchive ? unpackAmong(rest) : null;
  const watch = watchThisProcess(rest);
  const status = await runVerb(await known.load(), rest, { stdout, stderr, watch, interrupt, beforehand });
  await beforehand?.drop();
  return status;
}
