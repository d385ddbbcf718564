import type { ProblemCode, RemarkCode } from "./check-problems.ts";

/** One thing that checking a source found. */
export interface CheckFinding<Code extends string = ProblemCode> {
  code: Code;
  /** One sentence, text of the archive in it escaped. */
  message: string;
  /** The member of the file, or the table with the row's PK. */
  where: string;
  /** The node it is about; null when it is about something else. */
  node: { pk: number; uuid: string } | null;
}

/** What was looked at. Counts of rows are 0 for what could not be read. */
export interface Checked {
  /** Members of the file, or files of the folder, whose bytes were read, and how many bytes that were, unpacked. */
  members: number;
  bytes: number;
  /** Repository objects whose SHA-256 was compared, and their bytes. */
  objects: number;
  objectBytes: number;
  nodes: number;
  links: number;
  groups: number;
  computers: number;
  users: number;
  comments: number;
  logs: number;
  authinfos: number;
  /** JSON columns of all rows. */
  jsonValues: number;
  /** Files of nodes; several may have the same contents. */
  files: number;
}

/** What checking a source came to. */
export interface CheckReport {
  path: string;
  container: "zip" | "tar" | "tar.gz" | "folder" | "store";
  /** The version in the file; null when it could not be read. */
  version: string | null;
  /** No problem was found. Remarks are none. */
  ok: boolean;
  checked: Checked;
  /** The first of each kind; `problemCounts` says how many there are. In the order of `PROBLEM_KINDS`, then by place. */
  problems: CheckFinding[];
  problemCounts: Partial<Record<ProblemCode, number>>;
  remarks: CheckFinding<RemarkCode>[];
  remarkCounts: Partial<Record<RemarkCode, number>>;
}

/** Problems of all kinds, listed or not. */
export function problemCount({ problemCounts }: Pick<CheckReport, "problemCounts">): number {
  return Object.values(problemCounts).reduce((sum, count) => sum + count, 0);
}
