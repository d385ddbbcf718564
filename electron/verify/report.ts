import type { CheckReport } from "../../shared/model/check-report.ts";
import type { BatchResult } from "./check-batch.ts";
import type { DatabaseResult } from "./check-database.ts";
import type { Findings } from "./findings.ts";

/** Counts of what was read, to be added up. */
export type ByteSums = Omit<BatchResult, "found">;

/** Put a report together. */
export function reportOf(
  source: Pick<CheckReport, "path" | "container" | "version">,
  sums: ByteSums,
  database: DatabaseResult | null,
  findings: Findings,
): CheckReport {
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
