import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { writeArchive } from "../db/testing/make-archive.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import { openSource } from "../sources/open-source.ts";
import { createStore } from "./create-store.ts";
import { isForPeople } from "./import/count-differences.ts";
import { differenceLines } from "./import/difference-lines.ts";
import { type Difference, findDifferences } from "./import/differences.ts";
import { DEFAULT_OPTIONS } from "./import/import-run.ts";
import { scopeOf, WHOLE } from "./import/import-scope.ts";
import { importSource } from "./import/import-source.ts";

const temporary = temporaryFolder();
const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;

const BEFORE: ArchiveContents = {
  computers: [{ uuid: uuid(1), label: "cluster" }],
  nodes: [
    {
      uuid: uuid(1),
      extras: '{"same": 1, "value": 2, "mine": 3}',
      label: "old",
      attributes: '{"a": 1, "b": [1, 2]}',
    },
    { uuid: uuid(2), extras: '{"x": {"p": 1, "q": 2}}', attributes: '{"k": {"p": 1, "q": 2.0}}' },
    { uuid: uuid(3), files: { "a.txt": "one" } },
  ],
  groups: [{ uuid: uuid(4), label: "chosen", nodes: [1, 2] }],
  comments: [
    { uuid: uuid(5), node: 1, content: "first", mtime: "2026-01-02 00:00:00.000000" },
    { uuid: uuid(6), node: 1, content: "same", mtime: "2026-01-02 00:00:00.000000" },
  ],
};

async function differences(before: ArchiveContents, after: ArchiveContents) {
  for (const [name, contents] of [
    ["before", before],
    ["after", after],
  ] as const)
    writeArchive(temporary(`${name}.aiida`), contents);
  const store = temporary("store");
  createStore(store);
  const first = await openSource(temporary("before.aiida"), quietJob());
  await importSource(first, store, { ...DEFAULT_OPTIONS, group: "none" }, quietJob());
  first.close();
  const file = await openSource(temporary("after.aiida"), quietJob());
  const library = await openSource(store, quietJob());
  const found: Difference[] = [];
  const scope = await scopeOf(file, WHOLE, false, quietJob());
  await runInSlices(
    findDifferences(file, scope, library.db, (one) => void found.push(one)),
    quietJob(),
  );
  const options = { ...DEFAULT_OPTIONS, dryRun: true };
  const { differing: counts } = await importSource(file, store, options, quietJob(), { compares: true });
  file.close();
  library.close();
  return { found, counts };
}

test("the same file differs in nothing, nor does one that writes its JSON in another way", async () => {
  expect((await differences(BEFORE, BEFORE)).found).toEqual([]);
  const [first, second, third] = BEFORE.nodes!;
  const other = {
    ...BEFORE,
    nodes: [
      first!,
      { ...second!, extras: '{"x":{"q":2,"p":1}}', attributes: '{"k": {"q": 2.0, "p": 1}}' },
      third!,
    ],
  };
  expect((await differences(BEFORE, other)).found).toEqual([]);
});

test("what differs is said of nodes, comments, computers and groups", async () => {
  const { found, counts } = await differences(BEFORE, {
    computers: [{ uuid: uuid(1), label: "renamed" }],
    nodes: [
      {
        uuid: uuid(1),
        extras: '{"same": 1, "value": 2.0, "theirs": 4}',
        label: "new",
        attributes: '{"a": 2, "b": [1, 2]}',
      },
      {
        uuid: uuid(2),
        extras: '{"x": {"p": 1, "q": 2}, "_aiida_hash": "h"}',
        attributes: '{"k": {"p": 1, "q": 2.0}}',
      },
      { uuid: uuid(3), files: { "a.txt": "two" } },
      { uuid: uuid(9) },
    ],
    groups: [{ uuid: uuid(4), label: "selected", nodes: [2, 3, 4] }],
    comments: [
      { uuid: uuid(5), node: 1, content: "second", mtime: "2026-01-03 00:00:00.000000" },
      { uuid: uuid(6), node: 1, content: "same", mtime: "2026-01-02 00:00:00.000000" },
    ],
  });
  expect(found).toEqual([
    {
      kind: "node",
      uuid: uuid(1),
      nodeType: "data.core.dict.Dict.",
      label: "old",
      stays: [
        { field: "label", keys: [], library: "old", file: "new" },
        { field: "attributes", keys: ["a"], library: null, file: null },
      ],
      extras: { come: ["theirs"], change: ["value"], go: ["mine"] },
    },
    expect.objectContaining({
      uuid: "", // AiiDA's own: nobody is shown it
      stays: [],
      extras: { come: ["_aiida_hash"], change: [], go: [] },
    }),
    expect.objectContaining({
      uuid: uuid(3),
      stays: [{ field: "files", keys: [], library: null, file: null }],
    }),
    { kind: "comment", uuid: uuid(5), newer: "file", library: "first", file: "second" },
    { kind: "computer", uuid: uuid(1), library: "cluster", file: "renamed" },
    { kind: "group", uuid: uuid(4), library: "chosen", file: "selected", onlyInFile: 2, onlyInLibrary: 1 },
  ]);
  expect(found.filter(isForPeople)).toHaveLength(5);
  expect(counts).toEqual({
    different: 2,
    nodes: 2,
    type: 0,
    label: 1,
    description: 0,
    attributes: 1,
    files: 1,
    extras: {
      nodes: 2,
      ownOnly: 1,
      come: { nodes: 2, keys: 2 },
      change: { nodes: 1, keys: 1 },
      go: { nodes: 1, keys: 1 },
    },
    comments: { newer: 1, older: 0, different: 0 },
    computers: 1,
    groups: 1,
  });
  expect(found.flatMap(differenceLines).map((line) => line.trim())).toContain(
    `node,${uuid(1)},data.core.dict.Dict.,old,label,old,new`,
  );
});
