import { checkText } from "../../../shared/text/check-text.ts";
import { verifySource } from "../../verify/verify-source.ts";
import { painter } from "../text.ts";
import type { Verb } from "../verb.ts";

/** A person reads no more of one kind; `--json` lists more. */
const SHOWN = 20;

/** `stemma verify`: read everything, and say what is wrong. */
export const verifyVerb: Verb = {
  name: "verify",
  summary:
    "Read everything and check it: checksums, SHA-256 of all files, database, JSON, links. Exit status 1 when a problem is found.",
  positionals: ["SOURCE"],
  options: [],
  async run(args, io) {
    const { ok, path, container, version, checked, ...found } = await verifySource(
      args.positionals[0]!,
      io.job,
    );
    const report = { ok, path, container, version, checked, ...found };
    const paint = painter(io.colour);
    if (io.json) {
      await io.printJson({
        ...report,
        checked: { ...checked },
        problems: found.problems.map((problem) => ({ ...problem })),
        problemCounts: { ...found.problemCounts },
        remarks: found.remarks.map((remark) => ({ ...remark })),
        remarkCounts: { ...found.remarkCounts },
      });
    } else {
      const style = {
        verdict: (text: string, isGood: boolean) => paint(text, isGood ? "green" : "red"),
        heading: (text: string) => paint(text, "bold"),
      };
      await io.write(checkText(report, SHOWN, style));
    }
    return ok ? 0 : 1;
  },
};
