import { preparedOnce } from "../prepared.ts";

/** Where an object lies in a pack, as its index says. Nothing of it is checked. */
export interface PackedRow {
  packId: unknown;
  offset: unknown;
  /** Bytes in the pack. */
  length: unknown;
  /** Bytes of the object. */
  size: unknown;
  compressed: unknown;
}

/** A column's number; null for anything else, however long. */
const number = (column: string) => `CASE WHEN typeof("${column}") = 'integer' THEN "${column}" END`;

const IS_KEY = "typeof(hashkey) = 'text' AND length(hashkey) = 64";

/** Queries over the index of a container's packs (`checkPackIndex` comes first). */
export const preparePackIndex = preparedOnce((db) => {
  const find = db.prepare<[string], PackedRow>(
    `SELECT ${number("pack_id")} AS packId, ${number("offset")} AS offset, ${number("length")} AS length,
       ${number("size")} AS size, ${number("compressed")} AS compressed
     FROM db_object WHERE hashkey = ?`,
  );
  const inPack = db.prepare<[number], PackedRow & { key: string }>(
    `SELECT hashkey AS key, ${number("pack_id")} AS packId, ${number("offset")} AS offset, ${number("length")} AS length,
       ${number("size")} AS size, ${number("compressed")} AS compressed
     FROM db_object WHERE pack_id = ? AND ${IS_KEY} ORDER BY offset`,
  );
  const has = db.prepare<[string], number>("SELECT 1 FROM db_object WHERE hashkey = ?").pluck();
  const count = db.prepare<[], number>(`SELECT count(*) FROM db_object WHERE ${IS_KEY}`).pluck();
  const bytes = db
    .prepare<[], number>(`SELECT total(max(0, ${number("size")})) FROM db_object WHERE ${IS_KEY}`)
    .pluck();
  const packs = db.prepare<[], { packId: unknown; objects: number; length: number }>(
    `SELECT ${number("pack_id")} AS packId, count(*) AS objects, total(max(0, ${number("length")})) AS length
     FROM db_object GROUP BY 1`,
  );
  const page = db
    .prepare<[string, number], string>(
      `SELECT hashkey FROM db_object WHERE hashkey > ? AND ${IS_KEY} ORDER BY hashkey LIMIT ?`,
    )
    .pluck();
  return {
    find: (key: string): PackedRow | null => find.get(key) ?? null,
    /** Objects of one pack by their place in it; one scan of the index. */
    inPack: (packId: number): Iterable<PackedRow & { key: string }> => inPack.iterate(packId),
    has: (key: string): boolean => has.get(key) !== undefined,
    count: (): number => count.get()!,
    /** Bytes of all objects, unpacked. */
    bytes: (): number => bytes.get()!,
    /** For each pack the number of its objects, and their bytes in it. Reads the whole index. */
    packs: () => packs.all(),
    /** The next keys in their order: texts as long as a key. */
    page: (after: string, limit: number): string[] => page.all(after, limit),
  };
});
