import path from "node:path";
import {
  PROBLEM_KINDS,
  type ProblemCode,
  REMARK_KINDS,
  type RemarkCode,
} from "../../../shared/model/check-problems.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import type { Finding } from "../../verify/findings.ts";
import type { VerifyReport } from "../../verify/report.ts";
import { verifySource } from "../../verify/verify-source.ts";
import { byteText, countLines, countText, painter } from "../text.ts";
import type { CliIo, Verb } from "../verb.ts";

/** `stemma verify`: read everything, and say what is wrong. */
export const verifyVerb: Verb = {
  name: "verify",
  summary:
    "Read everything and check it: checksums, SHA-256 of all files, database, JSON, links. Exit status 1 when a problem is found.",
  positionals: ["SOURCE"],
  options: [],
  async run(args, io) {
    const report = await verifySource(args.positionals[0]!, io.job);
    if (io.json) await io.printJson(jsonReport(report));
    else await io.write(textReport(report, io));
    return report.ok ? 0 : 1;
  },
};

/** The report as `docs/command.md` has it. */
function jsonReport({ problems, remarks, problemCounts, remarkCounts, ...facts }: VerifyReport) {
  const { ok, checked, ...source } = facts;
  return {
    ok,
    ...source,
    checked: { ...checked },
    problems: problems.map(jsonFinding),
    problemCounts: { ...problemCounts },
    remarks: remarks.map(jsonFinding),
    remarkCounts: { ...remarkCounts },
  };
}

function jsonFinding({ code, message, where, node }: Finding<string>) {
  return { code, message, where, node: node && { ...node } };
}

function textReport(report: VerifyReport, io: CliIo): string {
  const paint = painter(io.colour);
  const { checked, problemCounts, remarkCounts } = report;
  const name = escapeLine(path.basename(report.path));
  const total = Object.values(problemCounts).reduce((sum, count) => sum + count, 0);
  const { bytes, objectBytes: _, ...counts } = checked;
  const verdict = report.ok
    ? paint(`${name} is whole.`, "green")
    : paint(`${name} has ${countText(total, "problem")}.`, "red");
  return [
    `${verdict}\n`,
    `\n${paint("Checked", "bold")} ${byteText(bytes)}\n`,
    countLines(Object.entries(counts)),
    ...sections(
      report.problems,
      problemCounts,
      (code) => PROBLEM_KINDS[code as ProblemCode],
      (text) => paint(text, "bold"),
    ),
    ...sections(
      report.remarks,
      remarkCounts,
      (code) => REMARK_KINDS[code as RemarkCode],
      (text) => paint(text, "dim"),
    ),
  ].join("");
}

/** Of each kind its title, its findings, how many more there are, and what helps. */
function sections(
  findings: readonly Finding<string>[],
  counts: Partial<Record<string, number>>,
  kindOf: (code: string) => { title: string; advice: string },
  heading: (text: string) => string,
): string[] {
  return Object.entries(counts).map(([code, count = 0]) => {
    const listed = findings.filter((finding) => finding.code === code).slice(0, SHOWN);
    const { title, advice } = kindOf(code);
    const lines = listed.map(({ message, where, node }) => {
      const uuid = node && node.uuid !== "" ? ` (UUID ${node.uuid})` : "";
      return `  ${escapeLine(where + uuid)}\n    ${escapeLine(message)}\n`;
    });
    const rest = count - listed.length;
    const more = rest > 0 ? `  … and ${rest.toLocaleString("en-US")} more\n` : "";
    return `\n${heading(`${title} (${count.toLocaleString("en-US")}, ${code})`)}\n${lines.join("")}${more}  ${advice}\n`;
  });
}

/** A person reads no more of one kind; `--json` lists more. */
const SHOWN = 20;
