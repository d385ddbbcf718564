import type { Database } from "better-sqlite3";
import { preparedOnce } from "../prepared.ts";
import type { ObjectRow, PlaceRow } from "./legacy-files.ts";

/**
 * What stands in a converted legacy archive beside the tables of today's archives, so that one file holds all that a
 * later opening needs: where the contents of each key lie, and what was said of the archive.
 */
const TABLES = `
  CREATE TABLE stemma_legacy_object (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, member TEXT NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL
  );
  CREATE TABLE stemma_legacy_note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Add both tables. Yields after each thousand objects. */
export function* writeLegacyIndex(
  db: Database,
  objects: Iterable<ObjectRow>,
  notes: Readonly<Record<string, string>>,
): Generator<number> {
  db.exec(`BEGIN; ${TABLES}`);
  const add = db.prepare<[Buffer, string, number, number]>(
    "INSERT INTO stemma_legacy_object (key, member, place, size) VALUES (?, ?, ?, ?)",
  );
  let count = 0;
  for (const { key, member, place, size } of objects) {
    add.run(Buffer.from(key, "hex"), member, place, size);
    if (++count % YIELD_EVERY === 0) yield count;
  }
  const addNote = db.prepare<[string, string]>("INSERT INTO stemma_legacy_note (name, value) VALUES (?, ?)");
  for (const [name, value] of Object.entries(notes)) addNote.run(name, value);
  db.exec("COMMIT");
}

const YIELD_EVERY = 1000;

/** Questions to the two tables. Keys are lower-case hex. */
export const prepareLegacyIndex = preparedOnce((db) => {
  const keys = db.prepare<[], string>("SELECT lower(hex(key)) FROM stemma_legacy_object ORDER BY id").pluck();
  const count = db.prepare<[], number>("SELECT count(*) FROM stemma_legacy_object").pluck();
  const place = db.prepare<[Buffer], PlaceRow>(
    "SELECT member, place, size FROM stemma_legacy_object WHERE key = ?",
  );
  const note = db.prepare<[string], string>("SELECT value FROM stemma_legacy_note WHERE name = ?").pluck();
  return {
    /** In the order in which the contents lie in the archive. */
    keys: () => keys.iterate(),
    count: () => count.get() ?? 0,
    placeOf: (key: string): PlaceRow | null => place.get(Buffer.from(key, "hex")) ?? null,
    note: (name: string): string | null => note.get(name) ?? null,
  };
});
