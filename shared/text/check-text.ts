import { PROBLEM_KINDS, type ProblemCode, REMARK_KINDS, type RemarkCode } from "../model/check-problems.ts";
import { type CheckFinding, type CheckReport, problemCount } from "../model/check-report.ts";
import { escapeLine } from "./escape.ts";

/** How pieces of the text are set off, where it is shown with colours. */
export interface CheckStyle {
  verdict(text: string, isGood: boolean): string;
  heading(text: string): string;
}

const PLAIN: CheckStyle = { verdict: (text) => text, heading: (text) => text };

/** What of `Checked` a person reads, in order. */
const COUNTS = [
  ["members", "members or files read"],
  ["bytes", "bytes, unpacked"],
  ["objects", "contents compared with their SHA-256"],
  ["nodes", "nodes"],
  ["links", "links"],
  ["files", "files of nodes"],
  ["groups", "groups"],
  ["computers", "computers"],
  ["users", "users"],
  ["comments", "comments"],
  ["logs", "log records"],
  ["authinfos", "authinfos"],
  ["jsonValues", "JSON values"],
] as const;

/**
 * The report of a check as aligned text: the verdict, what was looked at, then for each kind of problem its cases and
 * what helps, then remarks. Stored text is escaped.
 * @param most Cases of one kind that are told; how many more there are is said.
 */
export function checkText(report: CheckReport, most: number, style: CheckStyle = PLAIN): string {
  const name = escapeLine(report.path.replace(/[\\/]+$/, "").replace(/^.*[\\/]/, ""));
  const count = problemCount(report);
  const verdict = report.ok ? `${name} is whole.` : `${name} has ${counted(count, "problem")}.`;
  const width = Math.max(...COUNTS.map(([key]) => number(report.checked[key]).length));
  return [
    `${style.verdict(verdict, report.ok)}\n`,
    `\n${style.heading("Checked")}\n`,
    ...COUNTS.map(([key, what]) => `  ${number(report.checked[key]).padStart(width)}  ${what}\n`),
    ...sections(report.problems, report.problemCounts, PROBLEM_KINDS, most, style),
    ...sections(report.remarks, report.remarkCounts, REMARK_KINDS, most, style),
  ].join("");
}

function sections<Code extends ProblemCode | RemarkCode>(
  findings: readonly CheckFinding<Code>[],
  counts: Partial<Record<Code, number>>,
  kinds: Readonly<Record<Code, { title: string; advice: string }>>,
  most: number,
  style: CheckStyle,
): string[] {
  return (Object.entries(counts) as [Code, number][]).map(([code, count]) => {
    const listed = findings.filter((finding) => finding.code === code).slice(0, most);
    const { title, advice } = kinds[code];
    const cases = listed.map(({ message, where, node }) => {
      const uuid = node && node.uuid !== "" ? `, UUID ${node.uuid}` : "";
      return `  ${escapeLine(where + uuid)}\n      ${escapeLine(message)}\n`;
    });
    const rest = count - listed.length;
    const more = rest > 0 ? `  … and ${number(rest)} more\n` : "";
    return `\n${style.heading(`${title} (${number(count)})`)}  ${code}\n${cases.join("")}${more}  → ${advice}\n`;
  });
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}
