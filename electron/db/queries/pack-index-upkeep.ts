import type { Database } from "better-sqlite3";

/** Where an object lies from now on. */
export interface MovedObject {
  key: string;
  offset: number;
}

/** What maintenance changes in the index of a container's packs. Each call is one transaction. Throws what SQLite throws. */
export function preparePackIndexUpkeep(db: Database) {
  const remove = db.prepare<[string]>(
    "DELETE FROM db_object WHERE hashkey IN (SELECT value FROM json_each(?))",
  );
  const move = db.prepare<[packId: number, offset: number, key: string, from: number]>(
    'UPDATE db_object SET pack_id = ?, "offset" = ? WHERE hashkey = ? AND pack_id = ?',
  );
  const used = db.prepare<[], number>("SELECT DISTINCT pack_id FROM db_object").pluck();
  const moveAll = db.transaction(
    (packId: number, parts: readonly { from: number; objects: readonly MovedObject[] }[]) => {
      for (const { from, objects } of parts) {
        for (const { key, offset } of objects) move.run(packId, offset, key, from);
      }
    },
  );
  return {
    /** Forget objects. */
    remove: (keys: readonly string[]): void => void remove.run(JSON.stringify(keys)),
    /** Objects of several packs now lie in this one. */
    move: (packId: number, parts: readonly { from: number; objects: readonly MovedObject[] }[]): void =>
      moveAll(packId, parts),
    /** Packs that hold objects. */
    usedPacks: (): number[] => used.all(),
  };
}
