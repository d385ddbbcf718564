import fs from "node:fs";
import type { Database } from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { complete } from "../../../shared/graph/traverse.ts";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { type ArchiveContents, testUuid } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { COMMENT_MODES, DEFAULT_OPTIONS, EXISTING_EXTRAS, type ImportOptions } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { openLibrary } from "../open-library.ts";
import { anArchive } from "../testing/random-archives.ts";
import { undoImport } from "./undo-import.ts";
import { planUndo } from "./undo-plan.ts";
import { everythingIn, withStore } from "../testing/with-store.ts";

const temporary = temporaryFolder();
const PATIENCE_MS = 180_000; // each run makes a store and flushes it many times
const store = () => temporary("store");

const anImport = fc.record({
  contents: anArchive,
  options: fc.record({
    existingExtras: fc.constantFrom(...EXISTING_EXTRAS),
    comments: fc.constantFrom(...COMMENT_MODES),
    group: fc.constantFrom<ImportOptions["group"]>("new", "none", { name: "one" }),
  }),
});
type Import = typeof anImport extends fc.Arbitrary<infer T> ? T : never;

async function bring({ contents, options }: Import): Promise<void> {
  const file = temporary("archive.aiida");
  fs.rmSync(file, { force: true });
  const source = await openSource(writeArchive(file, contents), quietJob());
  try {
    await importSource(source, store(), { ...DEFAULT_OPTIONS, ...options }, quietJob());
  } finally {
    source.close();
  }
}

async function undo(importId: number): Promise<void> {
  const library = await openLibrary(store(), quietJob());
  try {
    const { settle } = await undoImport(library, importId, quietJob());
    await library.commit();
    settle();
  } finally {
    library.close();
  }
}

const inStore = <T>(use: (db: Database) => T) => withStore(store(), use);
const everything = () => everythingIn(store());

function freshStore(): void {
  fs.rmSync(store(), { recursive: true, force: true });
  createStore(store());
}

test(
  "imports that are undone from the last to the first leave the store as it was before each",
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(anImport, { minLength: 1, maxLength: 3 }), async (imports) => {
        freshStore();
        const states = [everything()];
        for (const one of imports) {
          await bring(one);
          states.push(everything());
        }
        for (let last = imports.length; last > 0; last--) {
          await undo(last);
          expect(everything()).toEqual(states[last - 1]);
        }
      }),
      { numRuns: 8 },
    ),
  PATIENCE_MS,
);

/** UUIDs, and links by those, of everything that an archive holds and a store must hold for it. */
function partsOf({
  nodes = [],
  links = [],
  groups = [],
  comments = [],
  logs = [],
}: ArchiveContents): string[] {
  const uuids = new Map(nodes.map(({ id }) => [id!, testUuid("node", id!)]));
  return [
    ...uuids.values(),
    ...[...groups, ...comments, ...logs].flatMap(({ uuid }) => uuid ?? []),
    ...links.map(([source, target, type, label]) =>
      [uuids.get(source), uuids.get(target), type, label].join(" "),
    ),
  ];
}

const partsInStore = () =>
  inStore((db) => {
    const all = (sql: string) => db.prepare<[], string>(sql).pluck().all();
    return new Set([
      ...["db_dbnode", "db_dbgroup", "db_dbcomment", "db_dblog"].flatMap((table) =>
        all(`SELECT uuid FROM ${table}`),
      ),
      ...all(`SELECT source.uuid || ' ' || target.uuid || ' ' || link.type || ' ' || link.label FROM db_dblink AS link
        JOIN db_dbnode AS source ON source.id = link.input_id JOIN db_dbnode AS target ON target.id = link.output_id`),
    ]);
  });

test(
  "any import is undone without harm to another, or not at all",
  () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anImport, { minLength: 2, maxLength: 4 }),
        fc.nat(3),
        async (imports, chosen) => {
          freshStore();
          for (const one of imports) await bring(one);
          const importId = (chosen % imports.length) + 1;
          const before = everything();
          const { reasons } = inStore((db) => complete(planUndo(db, store(), importId)));
          if (reasons.length > 0) {
            await expect(undo(importId)).rejects.toMatchObject({ code: "import/validation" });
            expect(everything()).toEqual(before);
            return;
          }
          await undo(importId);
          expect(inStore((db) => db.pragma("foreign_key_check"))).toEqual([]);
          const left = partsInStore();
          imports.forEach(({ contents }, position) => {
            if (position + 1 === importId) return;
            expect(partsOf(contents).filter((part) => !left.has(part))).toEqual([]);
          });
        },
      ),
      { numRuns: 20 },
    ),
  PATIENCE_MS,
);
