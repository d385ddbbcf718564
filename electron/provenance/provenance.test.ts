import { expect, test } from "vitest";
import { makeArchive } from "../db/testing/make-archive.ts";
import { codeOf } from "../export/testing/export-request.ts";
import { createProvenance, provenanceForOneJob, UNWATCHED } from "./provenance.ts";

const nodes = Array.from({ length: 3 }, () => ({}));

test("a graph is read once and kept", async () => {
  const provenance = createProvenance(makeArchive({ nodes }));
  const [first, second] = await Promise.all([provenance.graph(UNWATCHED), provenance.graph(UNWATCHED)]);
  expect(second).toBe(first);
  expect(await provenance.graph(UNWATCHED)).toBe(first);
});

test("what was let go of is read again when somebody asks", async () => {
  const provenance = provenanceForOneJob(makeArchive({ nodes: [{ files: { a: "a" } }, {}] }));
  const read = () =>
    Promise.all([provenance.graph(UNWATCHED), provenance.facts(UNWATCHED), provenance.files(UNWATCHED)]);
  const before = await read();
  expect(await provenance.graph(UNWATCHED)).toBe(before[0]);
  provenance.letGo!();
  const after = await read();
  expect(after).toEqual(before);
  after.forEach((part, position) => expect(part).not.toBe(before[position]));
});

test("one that others share cannot be let go of", () => {
  expect(createProvenance(makeArchive({ nodes }))).not.toHaveProperty("letGo");
});

test("a caller who gives up does not fail the one who waits with it", async () => {
  const provenance = createProvenance(makeArchive({ nodes }));
  const signal = { aborted: false };
  const cancelled = codeOf(provenance.graph({ signal, progress: () => void (signal.aborted = true) }));
  const patient = provenance.graph(UNWATCHED);
  expect(await cancelled).toBe("cancelled");
  expect((await patient).graph.nodeCount).toBe(3);
});

test("progress counts nodes and links of their totals", async () => {
  const reports: unknown[] = [];
  const provenance = createProvenance(makeArchive({ nodes, links: [[1, 2, "create", "x"]] }));
  await provenance.graph({ signal: { aborted: false }, progress: (value) => void reports.push(value) });
  expect(reports.slice(0, 2)).toEqual([
    { phase: "reading nodes", done: 0, total: 3, unit: "nodes" },
    { phase: "reading nodes", done: 3, total: 3, unit: "nodes" },
  ]);
  expect(reports.at(-1)).toEqual({ phase: "reading links", done: 1, total: 1, unit: "links" });
});

test("an empty source is an empty graph", async () => {
  const { graph, byUuid } = await createProvenance(makeArchive()).graph(UNWATCHED);
  expect([graph.nodeCount, graph.linkCount, byUuid.length]).toEqual([0, 0, 0]);
});

test("UUID ranks put nodes in the order of their UUIDs", async () => {
  const uuid = (first: string) => `${first}0000000-0000-4000-8000-000000000000`;
  const archive = makeArchive({ nodes: [{ uuid: uuid("b") }, { uuid: uuid("c") }, { uuid: uuid("a") }] });
  const { byUuid, uuidRanks } = await createProvenance(archive).graph(UNWATCHED);
  expect([[...byUuid], [...uuidRanks]]).toEqual([
    [2, 0, 1],
    [1, 2, 0],
  ]);
});

test("ids past what typed arrays hold are refused by name", async () => {
  const provenance = createProvenance(makeArchive({ nodes: [{ id: 2 ** 31 }] }));
  expect(await codeOf(provenance.graph(UNWATCHED))).toBe("archive/limit");
});

test("a few of many nodes are looked up by themselves, and say the same", async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({
    type: i % 2 === 0 ? "process.calculation.calcfunction.CalcFunctionNode." : "data.core.dict.Dict.",
    attributes: i % 3 === 0 ? { sealed: true } : i % 3 === 1 ? "no JSON" : {},
    files: { a: `${i % 7}`, "folder/b": `${i}` },
  }));
  const source = makeArchive({ nodes: many });
  const whole = createProvenance(source);
  const files = await whole.files(UNWATCHED);
  const unsealed = await whole.isUnsealed(UNWATCHED);
  const keysOf = (index: typeof files, node: number) =>
    Array.from(index.objects.subarray(index.offsets[node], index.offsets[node + 1]), (object) => ({
      key: index.keys[object],
      size: index.sizes[object],
    }));
  const nodes = Int32Array.of(50, 3, 12, 0, 59);
  const few = createProvenance(source);
  const someFiles = await few.files(UNWATCHED, nodes);
  const someUnsealed = await few.isUnsealed(UNWATCHED, nodes);
  for (const node of nodes) {
    expect(keysOf(someFiles, node)).toEqual(keysOf(files, node));
    expect(someUnsealed[node]).toBe(unsealed[node]);
  }
  expect(someFiles.objects).toHaveLength(10); // nothing of the others
});
