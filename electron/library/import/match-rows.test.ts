import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryDatabase } from "../../db/connect.ts";
import { prepareImportReads } from "../../db/queries/import-reads.ts";
import { prepareLibraryRows } from "../../db/queries/library-rows.ts";
import { testUuid } from "../../db/testing/contents.ts";
import { fillDatabase } from "../../db/testing/fill-database.ts";
import { matchByIndex, matchRows } from "./match-rows.ts";

/** Nodes by their ids, whose UUIDs are made from numbers: the same number is the same node. */
const nodes = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 60 }), number: fc.nat({ max: 30 }) }), {
    maxLength: 25,
    selector: ({ number }) => number,
  })
  .map((all) => [...new Map(all.map((node) => [node.id, node])).values()]);

/** A few are not as AiiDA writes them. */
const uuidOf = (number: number) => (number === 13 ? "odd" : testUuid("node", number));

const farApart = (id: number) => id * 40_000_000;

test("nodes of an archive meet those of a store with the same UUID, in the order of their ids", () => {
  fc.assert(
    fc.property(nodes, nodes, fc.boolean(), fc.boolean(), (theirs, ours, isSparse, hasIndex) => {
      const idOf = isSparse ? farApart : (id: number) => id;
      const archive = createMemoryDatabase();
      const library = createMemoryDatabase();
      const asNode = (id: number, number: number) => ({ id, uuid: uuidOf(number) });
      fillDatabase(archive, { nodes: theirs.map(({ id, number }) => asNode(idOf(id), number)) });
      fillDatabase(library, { nodes: ours.map(({ id, number }) => asNode(id, number)) });
      if (!hasIndex) {
        // Old archives may lack it.
        archive.exec("CREATE TABLE copy (id INTEGER PRIMARY KEY, uuid, node_type, repository_metadata)");
        archive.exec("INSERT INTO copy SELECT id, uuid, node_type, repository_metadata FROM db_dbnode");
        archive.exec("ALTER TABLE db_dbnode RENAME TO former");
        archive.exec("ALTER TABLE copy RENAME TO db_dbnode");
      }
      const known = new Map(ours.map(({ id, number }) => [number, id]));
      const expected = theirs
        .toSorted((a, b) => a.id - b.id)
        .map(({ id, number }) => [idOf(id), known.get(number) ?? null]);
      const rows = {
        reads: prepareImportReads(archive),
        library: prepareLibraryRows(library),
        chosenNodes: null,
      };
      for (const match of [matchByIndex, matchRows]) {
        const found: (number | null)[][] = [];
        for (const progress of match(rows, "db_dbnode", (...pair) => void found.push(pair)))
          expect(progress.done).toBeLessThanOrEqual(theirs.length);
        expect(found).toEqual(expected);
      }
      archive.close();
      library.close();
    }),
    { numRuns: 40 },
  );
});
