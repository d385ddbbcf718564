import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { Source } from "../archive/source.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { writeArchive } from "../db/testing/make-archive.ts";
import { exportTo, select } from "../export/testing/export-request.ts";
import { openSource } from "../sources/open-source.ts";
import { createStore } from "./create-store.ts";
import { EarlierFiles } from "./import/earlier-files.ts";
import { COMMENT_MODES, DEFAULT_OPTIONS, EXISTING_EXTRAS, type ImportOptions } from "./import/import-run.ts";
import { type ImportChoice, WHOLE } from "./import/import-scope.ts";
import { type ImportOutcome, importSource } from "./import/import-source.ts";
import { anArchive } from "./testing/random-archives.ts";

const temporary = temporaryFolder();
let serial = 0;
const fresh = (name: string) => temporary(`${name}-${serial++}`);

async function withSource<T>(file: string, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(file, quietJob());
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

function written(contents: ArchiveContents): string {
  const file = fresh("archive.aiida");
  writeArchive(file, contents);
  return file;
}

function freshStore(): string {
  const store = fresh("store");
  createStore(store);
  return store;
}

const bring = (
  file: string,
  store: string,
  options: Partial<ImportOptions> = {},
  choice: ImportChoice = WHOLE,
  earlier: EarlierFiles | null = null,
) =>
  withSource(file, (source) =>
    importSource(source, store, { ...DEFAULT_OPTIONS, group: "none", ...options }, quietJob(), {
      choice,
      earlier,
    }),
  );

/** Everything that a store holds, by what identifies it everywhere. */
const everythingIn = (store: string) =>
  withSource(store, async ({ db, objects }) => {
    const all = (query: string) => db.prepare(query).raw().all();
    return {
      users: all("SELECT email, first_name FROM db_dbuser ORDER BY email"),
      computers: all("SELECT uuid, label, hostname FROM db_dbcomputer ORDER BY uuid"),
      nodes:
        all(`SELECT node.uuid, node_type, node.label, ctime, mtime, attributes, extras, repository_metadata,
          owner.email, computer.uuid
        FROM db_dbnode AS node JOIN db_dbuser AS owner ON owner.id = node.user_id
        LEFT JOIN db_dbcomputer AS computer ON computer.id = node.dbcomputer_id ORDER BY node.uuid`),
      links: all(`SELECT source.uuid, target.uuid, link.type, link.label FROM db_dblink AS link
        JOIN db_dbnode AS source ON source.id = input_id JOIN db_dbnode AS target ON target.id = output_id
        ORDER BY 1, 2, 3, 4`),
      groups: all("SELECT uuid, label, type_string, time, description, extras FROM db_dbgroup ORDER BY uuid"),
      members: all(`SELECT grp.uuid, node.uuid FROM db_dbgroup_dbnodes AS member
        JOIN db_dbgroup AS grp ON grp.id = dbgroup_id JOIN db_dbnode AS node ON node.id = dbnode_id ORDER BY 1, 2`),
      comments: all("SELECT uuid, ctime, mtime, content FROM db_dbcomment ORDER BY uuid"),
      logs: all("SELECT uuid, time, message FROM db_dblog ORDER BY uuid"),
      files: [...objects.keys()].sort(),
    };
  });

test("importing a part gives what exporting it and importing that gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      anArchive,
      fc.array(fc.nat(8), { maxLength: 3 }),
      fc.nat(3),
      fc.record(
        { create_backward: fc.boolean(), call_calc_backward: fc.boolean(), input_calc_forward: fc.boolean() },
        { requiredKeys: [] },
      ),
      fc.boolean(),
      async (contents, picked, pickedGroups, rules, includeAuthinfos) => {
        const nodes = contents.nodes!;
        const chosen = [...new Set(picked.map((at) => nodes[at % nodes.length]!.id!))];
        const groupIds = contents.groups!.slice(0, pickedGroups).map((_, position) => position + 1);
        if (chosen.length + groupIds.length === 0) return;
        const file = written(contents);
        const exported = fresh("exported.aiida");
        await withSource(file, (source) =>
          exportTo(source, exported, {
            selection: select({ nodeIds: chosen, groupIds }),
            switches: rules,
            options: { includeAuthinfos },
          }),
        );
        const oneWay = freshStore();
        await bring(exported, oneWay, { includeAuthinfos });
        const [uuids, groups] = await withSource(file, async ({ db }) => [
          db
            .prepare("SELECT uuid FROM db_dbnode WHERE id IN (SELECT value FROM json_each(?))")
            .pluck()
            .all(JSON.stringify(chosen)) as string[],
          db
            .prepare("SELECT uuid FROM db_dbgroup WHERE id IN (SELECT value FROM json_each(?))")
            .pluck()
            .all(JSON.stringify(groupIds)) as string[],
        ]);
        const otherWay = freshStore();
        await bring(
          file,
          otherWay,
          { includeAuthinfos },
          {
            skippedGroups: [],
            only: { nodes: uuids, groups, computers: [], rules },
          },
        );
        expect(await everythingIn(otherWay)).toEqual(await everythingIn(oneWay));
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);

test("a dry run of one file, and of several, counts what importing them one after the other comes to", async () => {
  const plain = ({
    new: fresh,
    existing,
    changed,
    relabelled,
    linksBetweenExisting,
    bytes,
  }: ImportOutcome) => ({
    fresh,
    existing,
    changed,
    relabelled,
    linksBetweenExisting,
    bytes,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anArchive, { minLength: 2, maxLength: 4 }),
      fc.nat(2),
      fc.record({
        existingExtras: fc.constantFrom(...EXISTING_EXTRAS),
        comments: fc.constantFrom(...COMMENT_MODES),
      }),
      async (archives, before, options) => {
        const files = archives.map(written);
        const store = freshStore();
        for (const file of files.slice(0, Math.min(before, files.length - 2))) await bring(file, store);
        const rest = files.slice(Math.min(before, files.length - 2));
        const earlier = new EarlierFiles();
        const foreseen: ImportOutcome[] = [];
        for (const file of rest) {
          earlier.begin();
          foreseen.push(await bring(file, store, { ...options, dryRun: true }, WHOLE, earlier));
          earlier.keep();
        }
        const done: ImportOutcome[] = [];
        for (const file of rest) {
          const alone = await bring(file, store, { ...options, dryRun: true });
          done.push(await bring(file, store, options));
          expect(plain(alone)).toEqual(plain(done.at(-1)!));
        }
        expect(foreseen.map(plain)).toEqual(done.map(plain));
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);

test("groups that are skipped are not made, and their nodes come all the same", async () => {
  const file = written({
    nodes: [{}, {}],
    groups: [
      { uuid: "00000000-0000-4000-8000-0000000000a1", label: "kept", nodes: [1] },
      { uuid: "00000000-0000-4000-8000-0000000000a2", label: "skipped", nodes: [2] },
    ],
  });
  const store = freshStore();
  const skippedGroups = ["00000000-0000-4000-8000-0000000000a2", "00000000-0000-4000-8000-0000000000a9"];
  const { new: counts } = await bring(file, store, {}, { skippedGroups, only: null });
  expect(counts).toMatchObject({ nodes: 2, groups: 1 });
  expect((await everythingIn(store)).groups.map((row) => (row as string[])[1])).toEqual(["kept"]);
});

test("what a file does not hold, and a part of nothing, are refused", async () => {
  const file = written({ nodes: [{}] });
  const store = freshStore();
  const part = (nodes: string[]) => ({
    skippedGroups: [],
    only: { nodes, groups: [], computers: [], rules: {} },
  });
  await expect(bring(file, store, {}, part(["no such"]))).rejects.toMatchObject({ code: "node/not-found" });
  await expect(bring(file, store, {}, part([]))).rejects.toMatchObject({ code: "selection/empty" });
  expect(fs.readdirSync(path.join(store, "container", "loose"))).toEqual([]);
});
