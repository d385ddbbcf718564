import type { Database } from "better-sqlite3";

/** An object as it lies, uncompressed, in a pack. */
export interface NewObject {
  key: string;
  size: number;
  offset: number;
  length: number;
}

/** A finished pack, and what it holds. */
interface NewPack {
  packId: number;
  /** Those that come in the order of their keys let the index grow at its end: less time, and half the room. */
  objects: Iterable<NewObject>;
}

/** Rows that come in the order of their keys need few pages at a time. */
const CACHE_KIB = 16 * 1024;

/** What is written to the index of a container's packs. */
export function preparePackIndexWrites(db: Database) {
  db.pragma(`cache_size = -${CACHE_KIB}`);
  // An object that somebody else packed meanwhile stays where it is: ours is a hole in the pack then.
  const insert = db.prepare<[key: string, size: number, offset: number, length: number, packId: number]>(
    'INSERT OR IGNORE INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, 0, ?, ?, ?, ?)',
  );
  const addAll = db.transaction((packs: readonly NewPack[]) => {
    for (const { packId, objects } of packs) {
      for (const { key, size, offset, length } of objects) insert.run(key, size, offset, length, packId);
    }
  });
  return {
    /** Add the objects of these packs, all or none. Throws what SQLite throws. */
    add: (packs: readonly NewPack[]): void => addAll(packs),
  };
}
