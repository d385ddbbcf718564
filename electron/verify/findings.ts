import { AppError } from "../../shared/ipc/errors.ts";
import { printableName } from "../archive/member-names.ts";
import {
  PROBLEM_CODES,
  type ProblemCode,
  REMARK_CODES,
  type RemarkCode,
} from "../../shared/model/check-problems.ts";
import type { CheckFinding } from "../../shared/model/check-report.ts";

/** What one part of a check found, as it crosses a thread's border: the first of many, and how many there are. */
export interface FoundPart {
  problems: CheckFinding[];
  remarks: CheckFinding<RemarkCode>[];
  problemCounts: Partial<Record<ProblemCode, number>>;
  remarkCounts: Partial<Record<RemarkCode, number>>;
}

/** Findings of one kind that are kept: who has more wants their number, not their list. */
const LISTED_PER_CODE = 200;
/** Characters of a message or place; stored text in it is bounded where it is put in, this bounds what a list costs. */
const LONGEST_TEXT = 500;

/** Takes findings up, counts all of them and keeps the first of each kind. */
export class Findings {
  readonly #problems = new Kept<ProblemCode>();
  readonly #remarks = new Kept<RemarkCode>();

  problem(code: ProblemCode, message: string, where: string, node: CheckFinding["node"] = null): void {
    this.#problems.add({ code, message, where, node });
  }

  /** Count problems that nobody lists. */
  more(code: ProblemCode, count: number): void {
    if (count > 0) this.#problems.merge([], { [code]: count } as Record<ProblemCode, number>);
  }

  remark(code: RemarkCode, message: string, where: string, node: CheckFinding["node"] = null): void {
    this.#remarks.add({ code, message, where, node });
  }

  /** Take over what another part found. */
  merge(part: FoundPart): void {
    this.#problems.merge(part.problems, part.problemCounts);
    this.#remarks.merge(part.remarks, part.remarkCounts);
  }

  /** All of it as data. */
  part(): FoundPart {
    return {
      problems: this.#problems.listed,
      remarks: this.#remarks.listed,
      problemCounts: Object.fromEntries(this.#problems.counts),
      remarkCounts: Object.fromEntries(this.#remarks.counts),
    };
  }

  /** All of it, kinds in the order of a report, within a kind by place and then by message: two runs give the same. */
  sorted(): FoundPart {
    const { problems, remarks, problemCounts, remarkCounts } = this.part();
    return {
      problems: problems.sort(byRank(PROBLEM_CODES)),
      remarks: remarks.sort(byRank(REMARK_CODES)),
      problemCounts: ordered(PROBLEM_CODES, problemCounts),
      remarkCounts: ordered(REMARK_CODES, remarkCounts),
    };
  }

  /** True if the same kind of problem is listed for the same place. */
  lists(code: ProblemCode, where: string): boolean {
    return this.#problems.listed.some((problem) => problem.code === code && problem.where === where);
  }

  /** Look up the UUIDs of nodes that were named by PK alone, of those that are listed. */
  nameNodes(uuidOf: (pk: number) => string): void {
    for (const { node } of [...this.#problems.listed, ...this.#remarks.listed]) {
      if (node !== null && node.uuid === "") node.uuid = cut(uuidOf(node.pk));
    }
  }

  /** How many problems there are, listed or not. */
  get problemCount(): number {
    let sum = 0;
    for (const count of this.#problems.counts.values()) sum += count;
    return sum;
  }

  /** True if a problem of this kind was found. */
  has(code: ProblemCode): boolean {
    return this.#problems.counts.has(code);
  }
}

class Kept<Code extends string> {
  readonly listed: CheckFinding<Code>[] = [];
  readonly counts = new Map<Code, number>();
  readonly #listedOf = new Map<Code, number>();

  add(finding: CheckFinding<Code>): void {
    this.counts.set(finding.code, (this.counts.get(finding.code) ?? 0) + 1);
    this.#list(finding);
  }

  merge(findings: readonly CheckFinding<Code>[], counts: Partial<Record<Code, number>>): void {
    for (const [code, count] of Object.entries(counts) as [Code, number][]) {
      this.counts.set(code, (this.counts.get(code) ?? 0) + count);
    }
    for (const finding of findings) this.#list(finding);
  }

  #list(finding: CheckFinding<Code>): void {
    const listed = this.#listedOf.get(finding.code) ?? 0;
    if (listed >= LISTED_PER_CODE) return;
    this.#listedOf.set(finding.code, listed + 1);
    const { message, where } = finding;
    this.listed.push({ ...finding, message: cut(message), where: cut(where) });
  }
}

/** Kinds in their order; within one by the number in the place, then as text. */
function byRank<Code extends string>(codes: readonly Code[]) {
  const rank = new Map(codes.map((code, position) => [code, position]));
  const order = new Intl.Collator("en", { numeric: true });
  return (a: CheckFinding<Code>, b: CheckFinding<Code>) =>
    rank.get(a.code)! - rank.get(b.code)! ||
    order.compare(a.where, b.where) ||
    order.compare(a.message, b.message);
}

function ordered<Code extends string>(
  codes: readonly Code[],
  counts: Partial<Record<Code, number>>,
): Partial<Record<Code, number>> {
  const found = codes.filter((code) => counts[code] !== undefined);
  return Object.fromEntries(found.map((code) => [code, counts[code]])) as Partial<Record<Code, number>>;
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

/** Which kind of problem a failed check of a container is, by the check that its error names. */
const CODE_OF_CHECK: Readonly<Record<string, ProblemCode>> = {
  crc32: "member-crc",
  size: "member-size",
  deflate: "member-packing",
  "local header": "member-header",
  encryption: "member-unreadable",
  "compression method": "member-unreadable",
  "member missing": "member-missing",
  sha256: "object-hash",
  "utf-8": "metadata-malformed",
  json: "metadata-malformed",
  "json object": "metadata-malformed",
  export_version: "metadata-malformed",
  "sqlite header": "database-unreadable",
  database: "database-unreadable",
  "table missing": "database-schema",
  "column missing": "database-schema",
  "plain table": "database-schema",
  "primary key": "database-schema",
  "file changed": "file-changed",
};

/**
 * Take up an error as a problem, if it says that the source is damaged. Everything else (cancelled, a full disk, a
 * limit, an unknown version) is thrown again: it is no answer to whether the archive is whole.
 * @param otherwise The kind of problem if the error's own check does not tell.
 */
export function takeDamage(findings: Findings, error: unknown, where: string, otherwise: ProblemCode): void {
  if (!isDamage(error)) throw error;
  const { member, check } = error.details;
  const code = (typeof check === "string" ? CODE_OF_CHECK[check] : undefined) ?? otherwise;
  const place = typeof member === "string" ? printableName(member) : where;
  if (!findings.lists(code, place)) findings.problem(code, withoutAdvice(error.message), place);
}

/**
 * Take up what keeps an old archive from being opened: damage of its container, or each of the contradictions in its
 * `data.json` that the error lists.
 */
export function takeRefusal(findings: Findings, error: AppError, where: string): void {
  const { findings: list, count, member, check } = error.details;
  const isContradiction = member === "data.json" && !Object.hasOwn(CODE_OF_CHECK, String(check));
  if (!isContradiction) return takeDamage(findings, error, where, "container-damaged");
  const sentences =
    Array.isArray(list) && list.length > 0 ? list.map(String) : [withoutAdvice(error.message)];
  for (const one of sentences) findings.problem("conversion-refused", one, "data.json");
  if (typeof count === "number") findings.more("conversion-refused", count - sentences.length);
}

/** True for an error that says that the source is not whole. */
export function isDamage(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === "archive/corrupt" || error.code === "store/corrupt");
}

/** The report has its own advice for each kind of problem: what `corrupt` adds to every sentence goes. */
function withoutAdvice(message: string): string {
  return message.replace(
    / (?:The file is damaged or incomplete: fetch or export it again|Ask for the file again, or export it anew)\.$/,
    "",
  );
}
