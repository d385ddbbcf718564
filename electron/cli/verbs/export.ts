import { toSourceError } from "../../archive/source-error.ts";
import { exportArchive } from "../../export/write-archive.ts";
import { provenanceAround } from "../../provenance/provenance-around.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { groupedDigits } from "../../../shared/text/grouped-digits.ts";
import { wholeNumber } from "../arguments.ts";
import { programVersion } from "../../ipc/program-version.ts";
import { RULE_OPTIONS, SELECTOR_OPTIONS, selectionFrom, switchesFrom } from "../selectors.ts";
import { countLines } from "../text.ts";
import type { Verb } from "../verb.ts";
import { openForVerb } from "../with-source.ts";

/** `stemma export`: write a new archive with a selection and what the rules add. */
export const exportVerb: Verb = {
  name: "export",
  summary: "write a new archive with a selection and what belongs to it",
  positionals: ["SOURCE", "OUTPUT"],
  readsSource: true,
  options: [
    ...SELECTOR_OPTIONS,
    ...RULE_OPTIONS,
    { kind: "flag", name: "force", short: "f", help: "replace OUTPUT if it exists" },
    { kind: "value", name: "compress", placeholder: "0-9", help: "level of compression (default: 6)" },
    {
      kind: "switch",
      name: "include-comments",
      off: "exclude-comments",
      help: "comments on nodes (default: yes)",
    },
    { kind: "switch", name: "include-logs", off: "exclude-logs", help: "logs of nodes (default: yes)" },
    {
      kind: "switch",
      name: "include-authinfos",
      off: "exclude-authinfos",
      help: "how users reach computers (default: no)",
    },
    { kind: "flag", name: "dry-run", short: "n", help: "check and count, write nothing" },
  ],
  async run(args, io) {
    const options = {
      compression: wholeNumber(args, "compress", 6, 0, 9),
      includeComments: args.switch("include-comments") ?? true,
      includeLogs: args.switch("include-logs") ?? true,
      includeAuthinfos: args.switch("include-authinfos") ?? false,
    };
    const dryRun = args.flags.has("dry-run");
    const source = await openForVerb(args.positionals[0]!, io);
    try {
      const selection = selectionFrom(args, source);
      const switches = switchesFrom(args);
      const outcome = await exportArchive(
        provenanceAround(source, selection, switches),
        {
          selection,
          switches,
          options,
          target: args.positionals[1]!,
          mayReplace: args.flags.has("force"),
          dryRun,
          stemmaVersion: programVersion(),
        },
        io.job,
      );
      const { path, counts, sizeBytes, seconds } = outcome;
      if (io.json) {
        await io.printJson({ path, dryRun, counts: { ...counts }, sizeBytes, seconds });
      } else {
        const size = `${groupedDigits(sizeBytes)} bytes in ${seconds.toFixed(1)} s`;
        const done = dryRun ? `Would write ${path}` : `Wrote ${path}, ${size}`;
        await io.write(`${escapeLine(done)}\n${countLines(Object.entries(counts))}`);
      }
      return 0;
    } catch (error) {
      throw toSourceError(error, source);
    } finally {
      source.close();
    }
  },
};
