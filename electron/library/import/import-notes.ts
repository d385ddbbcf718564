import type { JobProgress } from "../../archive/source.ts";
import { timeToMicros } from "../../../shared/model/stored-time.ts";
import { bringRows } from "./bring-rows.ts";
import { type ImportRun, mapped } from "./import-run.ts";

/** Log records are the same when their UUIDs are; the store's own stay as they are. */
export function* importLogs(run: ImportRun): Generator<JobProgress, void> {
  yield* bringRows(run, {
    table: "db_dblog",
    kind: "logs",
    transform: (row) => {
      row[5] = mapped(run.nodes, row[5], "node", `Log ${row[1]}`);
    },
  });
}

/**
 * Comments are the same when their UUIDs are. The store's own stay (`leave`), become the archive's (`overwrite`), or become
 * the archive's where that is later (`newest`).
 */
export function* importComments(run: ImportRun): Generator<JobProgress, void> {
  const both: [archiveId: number, storeId: number][] = [];
  yield* bringRows(run, {
    table: "db_dbcomment",
    kind: "comments",
    transform: (row) => {
      row[2] = mapped(run.nodes, row[2], "node", `Comment ${row[1]}`);
      row[5] = mapped(run.users, row[5], "user", `Comment ${row[1]}`);
    },
    onExisting: (id, storeId) => void both.push([id, storeId]),
  });
  if (run.options.comments === "leave") return;
  const storeIds = new Map(both);
  for (const row of run.rows.rows("db_dbcomment", storeIds.keys(), run.now)) {
    const [id, , , , mtime, , content] = row as [number, string, number, string, string, number, string];
    const storeId = storeIds.get(id)!;
    const [before, beforeTime] = run.library.comment(storeId);
    if (run.options.comments === "newest" && !(timeToMicros(mtime) > timeToMicros(beforeTime))) continue;
    if (content === before && mtime === beforeTime) continue;
    run.library.setComment(storeId, content, mtime);
    run.changed.comments++;
  }
  yield { phase: "merging comments", done: both.length, total: both.length, unit: "steps" };
}
