import fc from "fast-check";
import { expect, test } from "vitest";
import { createScratchDatabase } from "../db/connect.ts";
import { legacyFileTables, type LegacyFileTables } from "../db/queries/legacy-files.ts";
import { heldFiles } from "./held-files.ts";

const uuid = fc.constantFrom("a", "b", "c");
const path = fc.constantFrom("x", "y", "sub/x", "sub");
const content = fc.integer({ min: 0, max: 3 }).map((byte) => Buffer.alloc(32, byte).toString("hex"));
const added = fc.array(fc.record({ uuid, path, key: fc.option(content) }), { maxLength: 20 });
const removed = fc.array(fc.record({ uuid, path }), { maxLength: 5 });

/** All that the tables answer. */
function answers(
  tables: LegacyFileTables,
  files: readonly { uuid: string; path: string; key: string | null }[],
  gone: readonly { uuid: string; path: string }[],
) {
  const isNew = files.map(({ uuid, path, key }, place) =>
    key === null
      ? tables.addFolder(uuid, path)
      : tables.addFile(uuid, path, key, { member: `m${place}`, place, size: place * 2 }),
  );
  const queries = tables.finish();
  const now = () => ({
    objects: [...queries.objects()],
    entries: ["a", "b", "c", "none"].map((uuid) => [...queries.entriesOf(uuid)]),
    places: ["a", "b", "none"].flatMap((uuid) => ["x", "sub"].map((path) => queries.placeOf(uuid, path))),
  });
  const before = now();
  for (const { uuid, path } of gone) queries.remove(uuid, path);
  return { isNew, before, after: now() };
}

test("files held in memory answer as those in tables do", () => {
  fc.assert(
    fc.property(added, removed, (files, gone) => {
      const db = createScratchDatabase();
      try {
        expect(answers(heldFiles(), files, gone)).toEqual(answers(legacyFileTables(db), files, gone));
      } finally {
        db.close();
      }
    }),
  );
});
