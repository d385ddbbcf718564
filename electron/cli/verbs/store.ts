import path from "node:path";
import { escapeLine } from "../../../shared/text/escape.ts";
import { createStore } from "../../library/create-store.ts";
import { libraryFolder } from "../../library/library-place.ts";
import type { MaintainOutcome } from "../../library/maintain/maintain-library.ts";
import { isStoreFolder } from "../../store/open-store.ts";
import { type ParsedArguments, usage } from "../arguments.ts";
import { noStore } from "../edit-store.ts";
import { byteText, countText, factLines } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";

/** `stemma store`: where the library is, and what can be done with it as a whole. */
export const storeVerb: Verb = {
  name: "store",
  summary:
    "path: where the library is; init: make an empty one; info and verify: as those verbs, of the library; maintain: clear it up; history: what was imported; undo: take an import back",
  positionals: ["path|init|info|verify|maintain|history|undo", "[IMPORT]", "[DIR]"],
  options: [
    { kind: "flag", name: "detailed", help: "with info: types, states, groups, computers, users, sizes" },
    {
      kind: "flag",
      name: "dry-run",
      short: "n",
      help: "with maintain and undo: say what would be done, and do nothing",
    },
    {
      kind: "flag",
      name: "full",
      help: "with maintain: also write packs and databases anew; nobody else may use the store",
    },
  ],
  async run(args, io) {
    const [action = "", ...rest] = args.positionals;
    const importName = action === "undo" ? rest.shift() : undefined;
    if (rest.length > 1) throw usage(`"${rest[1]!}" is one argument too many.`);
    const folder = path.resolve(rest[0] ?? libraryFolder());
    refuseForeignFlags(action, args);
    switch (action) {
      case "path":
        if (io.json) await io.printJson({ path: folder });
        else await io.write(`${escapeLine(folder)}\n`);
        return 0;
      case "init": {
        const created = createStore(folder);
        if (io.json) await io.printJson({ path: folder, created });
        else
          await io.write(
            `${created ? "Made an empty store" : "There is a store already"}: ${escapeLine(folder)}\n`,
          );
        return 0;
      }
      case "info": {
        requireStore(folder);
        const { infoVerb } = await import("./info.ts");
        return infoVerb.run({ ...args, positionals: [folder] }, io);
      }
      case "verify": {
        requireStore(folder);
        const { verifyVerb } = await import("./verify.ts");
        return verifyVerb.run({ ...args, positionals: [folder] }, io);
      }
      case "maintain":
        requireStore(folder);
        return maintain(folder, args, io);
      case "history": {
        requireStore(folder);
        const { printHistory } = await import("./store-history.ts");
        return printHistory(folder, io);
      }
      case "undo": {
        if (importName === undefined) throw usage("IMPORT is missing: `stemma store history` lists them.");
        requireStore(folder);
        const { undo } = await import("./store-history.ts");
        return undo(folder, importName, args.flags.has("dry-run"), io);
      }
      default:
        throw usage(
          `"stemma store" takes path, init, info, verify, maintain, history or undo, not "${action}".`,
        );
    }
  },
};

const FLAGS_OF: Readonly<Record<string, readonly string[]>> = {
  info: ["detailed"],
  maintain: ["dry-run", "full"],
  undo: ["dry-run"],
};

function refuseForeignFlags(action: string, args: ParsedArguments): void {
  for (const flag of ["detailed", "dry-run", "full"]) {
    if (args.flags.has(flag) && !FLAGS_OF[action]?.includes(flag))
      throw usage(`"stemma store ${action}" takes no --${flag}.`);
  }
}

function requireStore(folder: string): void {
  if (!isStoreFolder(folder)) throw noStore(folder);
}

async function maintain(folder: string, args: ParsedArguments, io: CliIo): Promise<number> {
  const { maintainLibrary } = await import("../../library/maintain/maintain-library.ts");
  const options = { dryRun: args.flags.has("dry-run"), full: args.flags.has("full") };
  const outcome = await maintainLibrary(folder, options, io.job);
  if (io.json) {
    const { loosePacked, orphansRemoved, orphansKept, duplicatesRemoved, leftoversRemoved } = outcome;
    await io.printJson({
      ...outcome,
      loosePacked: { ...loosePacked },
      orphansRemoved: { ...orphansRemoved },
      orphansKept: { ...orphansKept },
      duplicatesRemoved: { ...duplicatesRemoved },
      leftoversRemoved: { ...leftoversRemoved },
    });
  } else await io.write(textOf(outcome));
  if (outcome.damagedCount > 0)
    io.warn(`${countText(outcome.damagedCount, "file")} of nodes are damaged. Run \`stemma store verify\`.`);
  return 0;
}

function textOf(outcome: MaintainOutcome): string {
  const { dryRun, orphansKept, bytesInGaps } = outcome;
  const tally = ({ count, bytes }: { count: number; bytes: number }) =>
    `${countText(count, "file")}, ${byteText(bytes)}`;
  const facts = factLines(
    [
      [dryRun ? "would pack" : "packed", tally(outcome.loosePacked)],
      [
        dryRun ? "would remove, named by no node" : "removed, named by no node",
        tally(outcome.orphansRemoved),
      ],
      ["kept, named by no node but new", orphansKept.count > 0 ? tally(orphansKept) : null],
      [dryRun ? "would remove, there twice" : "removed, there twice", tally(outcome.duplicatesRemoved)],
      [dryRun ? "would remove, left over" : "removed, left over", tally(outcome.leftoversRemoved)],
      [
        dryRun ? "would write anew" : "written anew",
        outcome.packsRewritten > 0 ? countText(outcome.packsRewritten, "pack") : null,
      ],
      [dryRun ? "would free" : "freed", byteText(outcome.bytesFreed)],
      ["in gaps of packs (--full frees it)", bytesInGaps > 0 ? byteText(bytesInGaps) : null],
    ],
    "  ",
  );
  return `${dryRun ? "Would maintain" : "Maintained"} ${escapeLine(outcome.path)}\n${facts}`;
}
