import type { JobProgress } from "../../archive/source.ts";
import type { ImportRun } from "./import-run.ts";

/**
 * From so many new rows on, indexes are made anew behind them: a row goes to each of them at another place. Nodes come nearly in
 * the order of most of theirs, which costs little until these are larger than the page cache.
 */
const MANY_ROWS = { db_dblink: 20_000, db_dbnode: 250_000 };

/**
 * Let a step add rows to a table that takes no indexes meanwhile, where many rows come to few. All of it is one transaction:
 * whoever reads the store sees the indexes it had before or the same ones after.
 * @param rows How many will come, and how many are there.
 */
export function* withoutIndexes(
  run: ImportRun,
  table: "db_dblink" | "db_dbnode",
  rows: { coming: number; there: number },
  step: Generator<JobProgress, void>,
): Generator<JobProgress, void> {
  const isWorthIt = rows.coming >= MANY_ROWS[table] && rows.there <= rows.coming;
  const statements = isWorthIt ? run.writes.dropIndexes(table) : [];
  yield* step;
  for (const [done, statement] of statements.entries()) {
    run.writes.makeIndex(statement);
    yield { phase: "making indexes", done: done + 1, total: statements.length, unit: "steps" };
  }
}
