import type { Database } from "better-sqlite3";
import { microsToTime } from "../../../shared/model/stored-time.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES, MIGRATION_TABLE } from "../archive-schema.ts";

/** The newest revision of the tables of a profile (`aiida/storage/sqlite_dos/migrations/versions`). */
export const STORE_VERSION = "main_0002";

/** Now, as AiiDA stores times: `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
export function storedNow(): string {
  return microsToTime(Date.now() * 1000);
}

/** Fill an empty database with the tables of a profile, the id of its container, and one user. */
export function fillNewStore(
  db: Database,
  { containerId, email }: { containerId: string; email: string },
): void {
  for (const statement of [...ARCHIVE_TABLES, MIGRATION_TABLE, ...ARCHIVE_INDEXES]) db.exec(statement);
  db.prepare("INSERT INTO alembic_version (version_num) VALUES (?)").run(STORE_VERSION);
  db.prepare("INSERT INTO db_dbsetting (id, key, val, description, time) VALUES (1, ?, ?, ?, ?)").run(
    "repository|uuid",
    JSON.stringify(containerId),
    "Repository UUID",
    storedNow(),
  );
  db.prepare(
    "INSERT INTO db_dbuser (id, email, first_name, last_name, institution) VALUES (1, ?, '', '', '')",
  ).run(email);
}

/** Tables of a profile that are empty in a new one. */
const EMPTY_TABLES = [
  "db_dbnode",
  "db_dblink",
  "db_dbgroup",
  "db_dbgroup_dbnodes",
  "db_dbcomputer",
  "db_dbauthinfo",
  "db_dbcomment",
  "db_dblog",
] as const;

/** True for the database of a profile that holds what `fillNewStore` put there for this user and nothing else. */
export function isAsMade(db: Database, email: string): boolean {
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
  const emails = db.prepare<[], string>("SELECT email FROM db_dbuser LIMIT 2").pluck().all();
  return (
    EMPTY_TABLES.every((table) => count(table) === 0) &&
    count("db_dbsetting") === 1 &&
    emails.length === 1 &&
    emails[0] === email
  );
}

/** Fill an empty database with the index of a container's packs, in the journal mode that `disk_objectstore` counts on. */
export function createPackIndex(db: Database): void {
  db.exec(`CREATE TABLE db_object (
    id INTEGER NOT NULL,
    hashkey VARCHAR NOT NULL,
    compressed BOOLEAN NOT NULL,
    size INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    pack_id INTEGER NOT NULL,
    PRIMARY KEY (id)
  )`);
  db.exec("CREATE UNIQUE INDEX ix_db_object_hashkey ON db_object (hashkey)");
  db.pragma("journal_mode = WAL"); // kept in the file's header; nothing of a log stays beside it
}
