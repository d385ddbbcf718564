import type { ProblemCode, RemarkCode } from "../../shared/model/check-problems.ts";
import type { Source } from "../archive/source.ts";
import type { BatchResult } from "./check-batch.ts";
import type { DatabaseResult } from "./check-database.ts";
import type { Finding, Findings } from "./findings.ts";

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
export interface VerifyReport {
  path: string;
  container: Source["container"];
  /** The version in the file; null when it could not be read. */
  version: string | null;
  /** No problem was found. Remarks are none. */
  ok: boolean;
  checked: Checked;
  /** The first of each kind; `problemCounts` says how many there are. In the order of `PROBLEM_KINDS`, then as found. */
  problems: Finding[];
  problemCounts: Partial<Record<ProblemCode, number>>;
  remarks: Finding<RemarkCode>[];
  remarkCounts: Partial<Record<RemarkCode, number>>;
}

/** Counts of what was read, to be added up. */
export type ByteSums = Omit<BatchResult, "found">;

/** Put a report together. */
export function reportOf(
  source: Pick<VerifyReport, "path" | "container" | "version">,
  sums: ByteSums,
  database: DatabaseResult | null,
  findings: Findings,
): VerifyReport {
  const rows = (table: string) => database?.rows[table] ?? 0;
  const { problems, remarks, problemCounts, remarkCounts } = findings.sorted();
  return {
    ...source,
    ok: findings.problemCount === 0,
    checked: {
      ...sums,
      nodes: rows("db_dbnode"),
      links: rows("db_dblink"),
      groups: rows("db_dbgroup"),
      computers: rows("db_dbcomputer"),
      users: rows("db_dbuser"),
      comments: rows("db_dbcomment"),
      logs: rows("db_dblog"),
      authinfos: rows("db_dbauthinfo"),
      jsonValues: database?.jsonValues ?? 0,
      files: database?.fileNames ?? 0,
    },
    problems,
    problemCounts,
    remarks,
    remarkCounts,
  };
}
