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

/** Queries over the index of a container's packs (`checkPackIndex` comes first). */
export const preparePackIndex = preparedOnce((db) => {
  const find = db.prepare<[string], PackedRow>(
    `SELECT pack_id AS packId, "offset" AS offset, length, size, compressed FROM db_object WHERE hashkey = ?`,
  );
  const has = db.prepare<[string], number>("SELECT 1 FROM db_object WHERE hashkey = ?").pluck();
  const count = db.prepare<[], number>("SELECT count(*) FROM db_object").pluck();
  const bytes = db.prepare<[], number>("SELECT total(size) FROM db_object").pluck();
  const page = db
    .prepare<[string, number], unknown>(
      "SELECT hashkey FROM db_object WHERE hashkey > ? ORDER BY hashkey LIMIT ?",
    )
    .pluck();
  return {
    find: (key: string): PackedRow | null => find.get(key) ?? null,
    has: (key: string): boolean => has.get(key) !== undefined,
    count: (): number => count.get()!,
    /** Bytes of all objects, unpacked. */
    bytes: (): number => bytes.get()!,
    /** The next keys in their order, as they stand there. */
    page: (after: string, limit: number): unknown[] => page.all(after, limit),
  };
});
