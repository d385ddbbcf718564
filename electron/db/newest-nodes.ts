import type { Database } from "better-sqlite3";
import { microsToTime, timeToMicros } from "../../shared/model/stored-time.ts";
import { checkIds } from "./column-reading.ts";
import { prepareNewestNodes, type TimeName } from "./queries/newest-nodes.ts";

/** Fewer nodes are read as a whole in no time, and so are many beside more than these. */
const FEW_NODES = 5_000;
const MOST_NEWEST = 1_000;
/** No spelling of a time that is read (`timeToMicros`) is further from the day that it begins with: a zone has two digits of hours. */
const FURTHEST_DAYS = 7;
const DAY_MICROS = 86_400_000_000;

/**
 * The newest nodes of all, by time and then by PK, as `listNodes` gives them, without reading the times of all others: some
 * milliseconds for 100,000 nodes. Null where that does not tell: few nodes or many asked for, no index, or times in another form than
 * AiiDA's, which may lie elsewhere in the index than in time.
 * @param few Below so many nodes null.
 * @throws AppError as `readNodeIds`.
 */
export function newestNodes(
  db: Database,
  column: TimeName,
  most: number,
  few: number = FEW_NODES,
): { nodeIds: Int32Array<ArrayBuffer>; total: number } | null {
  const queries = prepareNewestNodes(db);
  const total = checkIds(db, "db_dbnode");
  if (total < few || most > MOST_NEWEST || !queries.isIndexed(column) || queries.count(column) !== total)
    return null;
  const first = queries.first(column);
  if (typeof first !== "string" || first < "0") return null; // a time may begin with spaces
  const newest = queries.newest(column, most);
  const times = newest.map(([, time]) => (typeof time === "string" ? timeToMicros(time) : Number.NaN));
  const oldest = times.at(-1);
  if (oldest === undefined || times.some(Number.isNaN)) return null;
  // Those below begin with an earlier day, and so are older, however they are spelled.
  const border = microsToTime(oldest - FURTHEST_DAYS * DAY_MICROS).slice(0, "YYYY-MM-DD".length);
  if (queries.hasOdd(column, border)) return null;
  return { nodeIds: Int32Array.from(newest, ([id]) => id), total };
}
