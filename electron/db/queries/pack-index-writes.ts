import type { Database } from "better-sqlite3";

/** An object as it lies, uncompressed, in a pack. */
export interface NewObject {
  key: string;
  size: number;
  offset: number;
  length: number;
}

/** What is written to the index of a container's packs. */
export function preparePackIndexWrites(db: Database) {
  // An object that somebody else packed meanwhile stays where it is: ours is a hole in the pack then.
  const insert = db.prepare<[key: string, size: number, offset: number, length: number, packId: number]>(
    'INSERT OR IGNORE INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, 0, ?, ?, ?, ?)',
  );
  const addAll = db.transaction((packId: number, objects: readonly NewObject[]) => {
    for (const { key, size, offset, length } of objects) insert.run(key, size, offset, length, packId);
  });
  return {
    /** Add the objects of one pack, all or none. Throws what SQLite throws. */
    add: (packId: number, objects: readonly NewObject[]): void => addAll(packId, objects),
  };
}
