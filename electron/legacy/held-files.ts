import type { LegacyFileTables, ObjectRow, PlaceRow } from "../db/queries/legacy-files.ts";

/** Above this many files and folders they are noted in tables instead (`legacyFileTables`): here each takes about 200 bytes. */
export const MOST_HELD_FILES = 200_000;

interface HeldObject extends ObjectRow {
  uses: number;
}

interface HeldEntry {
  path: string;
  /** Null for a folder. */
  object: HeldObject | null;
}

/**
 * The files and folders of all nodes of a legacy archive, and their distinct contents, in memory: many times faster than
 * tables, of which each node asks once, and right for archives of a usual size.
 */
export function heldFiles(): LegacyFileTables {
  const nodes = new Map<string, HeldEntry[]>();
  const objects = new Map<string, HeldObject>();
  const add = (uuid: string, path: string, object: HeldObject | null) => {
    const entry = { path, object };
    const entries = nodes.get(uuid);
    if (entries) entries.push(entry);
    else nodes.set(uuid, [entry]);
  };
  const lastFile = (uuid: string, path: string): HeldObject | null =>
    nodes.get(uuid)?.findLast((entry) => entry.path === path && entry.object !== null)?.object ?? null;

  return {
    addFile(uuid, path, key, { member, place, size }) {
      const known = objects.get(key);
      if (known) known.uses++;
      const object = known ?? { key, member, place, size, uses: 1 };
      if (!known) objects.set(key, object);
      add(uuid, path, object);
      return !known;
    },
    addFolder: (uuid, path) => add(uuid, path, null),
    finish: () => ({
      entriesOf: (uuid) =>
        (nodes.get(uuid) ?? []).map(({ path, object }) => ({ path, key: object && object.key })),
      placeOf(uuid, path): PlaceRow | null {
        const found = lastFile(uuid, path);
        return found && { member: found.member, place: found.place, size: found.size };
      },
      remove(uuid, path) {
        const entries = nodes.get(uuid) ?? [];
        const isRemoved = (entry: HeldEntry) => entry.path === path && entry.object !== null;
        for (const { object } of entries.filter(isRemoved)) {
          if (--object!.uses === 0) objects.delete(object!.key);
        }
        nodes.set(
          uuid,
          entries.filter((entry) => !isRemoved(entry)),
        );
      },
      *objects() {
        for (const { key, member, place, size } of objects.values()) yield { key, member, place, size };
      },
    }),
  };
}
