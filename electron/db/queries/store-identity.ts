import type { Database } from "better-sqlite3";
import { readingArchive } from "../to-archive-error.ts";

/** What a profile's database says of itself besides its nodes. */
export interface StoreIdentity {
  /** Revisions named in `alembic_version`, normally one; none where there is no such table. */
  versions: string[];
  /** The container that belongs to it, by its id; null where none is named. */
  containerId: string | null;
}

const CONTAINER_KEY = "repository|uuid"; // aiida/storage/sqlite_dos/backend.py

/** Read version and container of a profile's database. Only plain tables are looked at. */
export function storeIdentity(db: Database): StoreIdentity {
  return readingArchive(() => {
    const versions = isPlainTable(db, "alembic_version", ["version_num"])
      ? db
          .prepare<[], unknown>("SELECT substr(version_num, 1, 100) FROM alembic_version LIMIT 3")
          .pluck()
          .all()
      : [];
    const value = isPlainTable(db, "db_dbsetting", ["key", "val"])
      ? db
          .prepare<[string], unknown>("SELECT substr(val, 1, 1000) FROM db_dbsetting WHERE key = ? LIMIT 1")
          .pluck()
          .get(CONTAINER_KEY)
      : null;
    return {
      versions: versions.filter((version) => typeof version === "string"),
      containerId: typeof value === "string" ? jsonText(value) : null,
    };
  });
}

/** A view or virtual table would run what the file tells it to. */
function isPlainTable(db: Database, table: string, columns: readonly string[]): boolean {
  const kinds = db
    .prepare<[string], string>("SELECT type FROM pragma_table_list WHERE schema = 'main' AND lower(name) = ?")
    .pluck()
    .all(table);
  if (kinds.length !== 1 || kinds[0] !== "table") return false;
  const present = db
    .prepare<[string], string>("SELECT lower(name) FROM pragma_table_info(?)")
    .pluck()
    .all(table);
  return columns.every((column) => present.includes(column));
}

function jsonText(value: string): string | null {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : null;
  } catch {
    return null; // no JSON, so no id
  }
}
