import type { Database } from "better-sqlite3";
import { runLong } from "../run-long.ts";

/** Where a legacy archive has some contents (`electron/legacy/legacy-archive.ts`). */
export interface PlaceRow {
  member: string;
  place: number;
  size: number;
}

/** Distinct contents of files, by the SHA-256 of their bytes. */
export interface ObjectRow extends PlaceRow {
  /** Lower-case hex. */
  key: string;
}

/** What is known of the files of all nodes, while it comes in. */
export interface LegacyFileTables {
  /** Add a file; true when no other one had these contents before, by their SHA-256 in lower-case hex. */
  addFile(uuid: string, path: string, key: string, place: PlaceRow): boolean;
  addFolder(uuid: string, path: string): void;
  /** To be called when all are added; then they can be asked for. */
  finish(): LegacyFileQueries;
}

/** What is known of the files of all nodes, for who asks. */
export interface LegacyFileQueries {
  /** Files and folders of a node, in the order in which they were added; the key of a folder is null. */
  entriesOf(uuid: string): Iterable<{ path: string; key: string | null }>;
  /** Where a file's contents are; of two with one name the last counts. */
  placeOf(uuid: string, path: string): PlaceRow | null;
  /** Take a file away; its contents too where no other file has them. */
  remove(uuid: string, path: string): void;
  /** Distinct contents, in the order in which they were met. */
  objects(): IterableIterator<ObjectRow>;
}

/**
 * Two tables in a scratch database: the files and folders of all nodes of a legacy archive as they were met, and the distinct
 * contents. Memory stays SQLite's page cache, however many there are.
 */
export function legacyFileTables(db: Database): LegacyFileTables {
  db.exec(`
    CREATE TABLE object (
      id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, uses INTEGER NOT NULL,
      member TEXT NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL
    );
    CREATE TABLE entry (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL, path TEXT NOT NULL, object_id INTEGER);
    BEGIN;
  `);
  const addObject = db
    .prepare<[Buffer, string, number, number], [id: number, uses: number]>(
      "INSERT INTO object (key, uses, member, place, size) VALUES (?, 1, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET uses = uses + 1 RETURNING id, uses",
    )
    .raw();
  const addEntry = db.prepare<[string, string, number | null]>(
    "INSERT INTO entry (uuid, path, object_id) VALUES (?, ?, ?)",
  );
  return {
    addFile(uuid, path, key, { member, place, size }) {
      const [id, uses] = addObject.get(Buffer.from(key, "hex"), member, place, size)!;
      addEntry.run(uuid, stored(path), id);
      return uses === 1;
    },
    addFolder: (uuid, path) => void addEntry.run(uuid, stored(path), null),
    finish() {
      runLong(db, "COMMIT; CREATE INDEX entry_uuid ON entry (uuid)");
      return prepareQueries(db);
    },
  };
}

function prepareQueries(db: Database): LegacyFileQueries {
  const ofNode = db.prepare<[string], { path: string; key: string }>(
    "SELECT path, lower(hex(key)) AS key FROM entry LEFT JOIN object ON object.id = object_id WHERE uuid = ? ORDER BY entry.id",
  );
  const place = db.prepare<[string, string], PlaceRow>(
    "SELECT member, place, size FROM entry JOIN object ON object.id = object_id WHERE uuid = ? AND path = ? ORDER BY entry.id DESC LIMIT 1",
  );
  const objectsAt = db.prepare<[string, string], number>(
    "SELECT object_id FROM entry WHERE uuid = ? AND path = ? AND object_id IS NOT NULL",
  );
  objectsAt.pluck();
  const removeEntries = db.prepare<[string, string]>(
    "DELETE FROM entry WHERE uuid = ? AND path = ? AND object_id IS NOT NULL",
  );
  const removeUse = db.prepare<[number]>("UPDATE object SET uses = uses - 1 WHERE id = ?");
  const removeUnused = db.prepare<[number]>("DELETE FROM object WHERE id = ? AND uses = 0");
  const objects = db.prepare<[], ObjectRow>(
    "SELECT lower(hex(key)) AS key, member, place, size FROM object ORDER BY id",
  );
  return {
    *entriesOf(uuid) {
      for (const { path, key } of ofNode.iterate(uuid)) {
        yield { path: JSON.parse(path) as string, key: key || null };
      }
    },
    placeOf: (uuid, path) => place.get(uuid, stored(path)) ?? null,
    remove(uuid, path) {
      const ids = objectsAt.all(uuid, stored(path));
      removeEntries.run(uuid, stored(path));
      for (const id of ids) {
        removeUse.run(id);
        removeUnused.run(id);
      }
    },
    objects: () => objects.iterate(),
  };
}

/** A path as it is kept: names of a tar need not be Unicode (`tar-names.ts`), which SQLite's texts are. */
function stored(path: string): string {
  return JSON.stringify(path);
}
