import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { keepIndexes } from "../db/kept-index.ts";
import type { ArchiveContents, TestLink, TestNode } from "../db/testing/contents.ts";
import { makeArchive, writeArchive } from "../db/testing/make-archive.ts";
import { openSource } from "../sources/open-source.ts";
import { closeSelection, countClosure } from "./closure.ts";
import { countWhole } from "./count-whole.ts";
import { createProvenance, UNWATCHED } from "./provenance.ts";

const at = temporaryFolder();

async function byClosure(contents: ArchiveContents, source = makeArchive(contents)) {
  const provenance = createProvenance(source);
  const everything = { all: true, nodeIds: [], groupIds: [], computerIds: [] };
  const closure = await closeSelection(provenance, everything, {}, UNWATCHED);
  const facts = await provenance.facts(UNWATCHED);
  const files = await provenance.files(UNWATCHED);
  return countClosure(provenance.source, closure, facts, files, { includeComments: true, includeLogs: true });
}

const nodes = [{ files: { a: "one", b: "two" } }, { files: { a: "one" } }, {}, { files: { c: "three" } }];

describe("counting everything", () => {
  const link = fc.tuple(
    fc.constantFrom(1, 2, 3, 4),
    fc.constantFrom(1, 2, 3, 4),
    fc.constantFrom(...LINK_TYPES),
    fc.constantFrom("a", "b"),
  );

  test("is what the closure of everything counts, links that are there twice included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(link, { maxLength: 30 }), async (links: TestLink[]) => {
        const contents: ArchiveContents = {
          nodes,
          links,
          computers: [{ label: "unused" }],
          groups: [{ label: "g", nodes: [1] }],
          comments: [{ node: 1, content: "" }],
          logs: [
            { node: 2, message: "" },
            { node: 2, message: "" },
          ],
        };
        expect(await countWhole(makeArchive(contents), UNWATCHED)).toEqual(await byClosure(contents));
      }),
      { numRuns: 60 },
    );
  });

  test("leaves out comments and logs of nodes that are not there", async () => {
    const contents: ArchiveContents = {
      nodes: [{ id: 3 }, { id: 70 }],
      comments: [3, 3, 5, 70, 2 ** 40].map((node) => ({ node, content: "" })),
      logs: [70, 4, 70, 71, -3, 2 ** 31].map((node) => ({ node, message: "" })),
    };
    const counted = await countWhole(makeArchive(contents), UNWATCHED);
    expect(counted).toEqual(await byClosure(contents));
    expect(counted?.counts).toMatchObject({ comments: 3, logs: 2 });
  });

  const key = "9".repeat(64);
  test.each([
    ["plain", {}],
    ["with a name that is escaped", { files: { 'q"': "one", b: "five" } }],
    ["with a key that no file has", { repositoryMetadata: `{"o":{"a":{"k":"${key}"},"b":{"k":"${key}"}}}` }],
    ["with a key that is none", { repositoryMetadata: '{"o":{"a":{"k":"none"}}}' }],
    ["with a newline", { repositoryMetadata: `{"o":{"a":\n{"k":"${key}"}}}` }],
    ["that are no JSON", { repositoryMetadata: `{"o":{"a":{"k":"${key}"}}` }],
    [
      "longer than is read at once",
      { repositoryMetadata: `${" ".repeat(20_000)}{"o":{"a":{"k":"${key}"}}}` },
    ],
  ] as [string, TestNode][])(
    "of a file counts files once that nodes name in lists %s",
    async (_what, odd) => {
      const contents: ArchiveContents = { nodes: [...nodes, odd, { files: { "d/e": "two", f: "" } }] };
      const path = writeArchive(at("counted.aiida"), contents);
      const source = await openSource(path, UNWATCHED);
      try {
        expect(await countWhole(source, UNWATCHED)).toEqual(await byClosure(contents, source));
      } finally {
        source.close();
      }
    },
  );

  test("of an archive without nodes and links is nothing", async () => {
    expect((await countWhole(makeArchive({}), UNWATCHED))?.counts).toEqual((await byClosure({})).counts);
  });

  test("is kept beside the database for each file that shares it, as it is now", async () => {
    const open = (name: string) => openSource(at(name), UNWATCHED);
    writeArchive(at("whole.aiida"), { nodes });
    writeArchive(at("part.aiida"), { nodes: [nodes[0]!] });
    const [whole, part] = await Promise.all([open("whole.aiida"), open("part.aiida")]);
    const fileOf = (name: string) => at(`${name}.index`);
    keepIndexes(whole.db, { fileOf, temporaryFor: (file) => `${file}.tmp` });
    const copy = { ...whole, objects: part.objects }; // the same database, with fewer files
    const counted = { whole: await countWhole(whole, UNWATCHED), copy: await countWhole(copy, UNWATCHED) };
    expect(counted.whole?.repositoryBytes).toBe("onetwothree".length);
    expect(counted.copy?.repositoryBytes).toBe("onetwo".length);
    const pieces = fs.readdirSync(at()).filter((name) => name.startsWith("everything-"));
    expect(pieces).toHaveLength(3);

    whole.db.close(); // the second time nothing is read of it
    expect(await countWhole(whole, UNWATCHED)).toEqual(counted.whole);
    expect(await countWhole(copy, UNWATCHED)).toEqual(counted.copy);
    const changed = new Date(0);
    fs.utimesSync(at("part.aiida"), changed, changed);
    for (const name of pieces) if (!name.startsWith("everything-of-")) fs.rmSync(at(name));
    await expect(countWhole(copy, UNWATCHED)).rejects.toThrow("not open"); // would have to be counted anew
    part.close();
  });

  test.each([
    ["a dangling link", [1, 99, "create", "x"]],
    ["a link to a number that is 1 in 32 bits", [2, 2 ** 32 + 1, "create", "x"]],
    ["a link to half a node", [2, 1.5, "create", "x"]],
    ["a link of an unknown type", [1, 2, "likes", "x"]],
  ] as [string, TestLink][])("is left to the closure where there is %s", async (_what, odd) => {
    expect(await countWhole(makeArchive({ nodes, links: [odd] }), UNWATCHED)).toBeNull();
  });
});
