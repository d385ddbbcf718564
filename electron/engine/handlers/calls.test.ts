import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import {
  type EngineCall,
  engineContract,
  type EngineInput,
  type EngineOutput,
} from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { openSource } from "../../sources/open-source.ts";
import type { Source } from "../../archive/source.ts";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { createDatabase, openReadOnly } from "../../db/connect.ts";
import { testUuid } from "../../db/testing/contents.ts";
import { makeArchive } from "../../db/testing/make-archive.ts";
import { dispatch } from "../../ipc/dispatch.ts";
import { allHandlers } from "./all-handlers.ts";

const temporary = temporaryFolder();
const opened: Source[] = [];
afterAll(() => opened.forEach((source) => source.close()));

const FIXTURES = [
  "generated_main_0001_rich",
  "qe-failures",
  "qe-si-bands",
  "graph1",
  "export_main_0000_simple",
  "arithmetic.add",
];

async function openFixture(name: string): Promise<Source> {
  const file = fileURLToPath(new URL(`../../../e2e/fixtures/${name}.aiida`, import.meta.url));
  const source = await openSource(file, quietJob());
  opened.push(source);
  return source;
}

/** Call as the window does: through `dispatch`, with the output parsed by the contract. */
function caller(source: Source) {
  const handlers = allHandlers({
    source,
    target(token) {
      if (token.startsWith("no")) throw new AppError("ipc/bad-request", "not granted");
      return { path: temporary(token), mayReplace: token.includes("replace") };
    },
  });
  return async function call<N extends EngineCall>(name: N, input: EngineInput<N>): Promise<EngineOutput<N>> {
    const context = { signal: { aborted: false }, progress: () => undefined };
    const reply = await dispatch(engineContract, handlers, name, input, context);
    if (!reply.ok) throw new AppError(reply.error.code, reply.error.message, reply.error.details);
    structuredClone(reply.value); // it has to cross a process border
    return engineContract[name].output.parse(reply.value) as EngineOutput<N>;
  };
}

describe.each(FIXTURES)("every call about %s fits the contract", (name) => {
  test("source, table, search and every node", async () => {
    const call = caller(await openFixture(name));
    const summary = await call("source.open", {});
    const about = await call("source.about", {});
    const facets = await call("source.facets", {});
    const sort = { column: "pk", descending: false } as const;
    const { nodeIds, total } = await call("nodes.list", { filter: {}, sort });
    expect(total).toBe(summary.counts.nodes);
    expect(facets.types.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    expect(facets.states.reduce((sum, { count }) => sum + count, 0)).toBe(summary.processes);
    expect(JSON.parse(about.metadataText)).toHaveProperty("export_version", summary.version);
    const rows = await call("nodes.rows", { nodeIds: [...nodeIds].slice(0, 1000) });
    expect(rows.map((row) => row.nodeId)).toEqual([...nodeIds].slice(0, 1000));
    const begun = await call("nodes.list", { filter: {}, sort, firstRows: 7 });
    expect(begun).toEqual({ nodeIds, total, rows: rows.slice(0, 7) });
    for (const row of rows.slice(0, 60)) {
      const { nodeId } = row;
      const node = await call("node.get", { nodeId });
      expect(await call("nodes.resolve", { node: row.uuid })).toEqual(row);
      const files = await call("node.files", { nodeId });
      expect(files.total).toBe(node.counts.files);
      for (const { path, sizeBytes } of files.files.slice(0, 3)) {
        const { bytes, totalBytes } = await call("file.read", { nodeId, path, offset: 1, length: 10 });
        expect(totalBytes).toBe(sizeBytes);
        expect(bytes.length).toBe(Math.max(0, Math.min(10, totalBytes - 1)));
      }
      for (const direction of ["incoming", "outgoing"] as const) {
        const links = await call("node.links", { nodeId, direction, limit: 500 });
        expect([links.links.length, links.nextAfter]).toEqual([node.counts[direction], null]);
      }
      for (const column of ["attributes", "extras", "repository_metadata"] as const) {
        const { text, bytes } = await call("node.json", { nodeId, column });
        expect(Buffer.byteLength(text)).toBe(bytes);
        JSON.parse(text);
      }
      const log = await call("node.log", { nodeId, called: true });
      expect(log.total).toBe(node.counts.logs);
      expect(log.entries.map(({ time }) => time)).toEqual(log.entries.map(({ time }) => time).sort());
      expect(await call("node.comments", { nodeId })).toHaveLength(node.counts.comments);
      for (const array of await call("node.arrays", { nodeId })) {
        expect(array.problem).toBeNull();
        const window = await call("node.array", { nodeId, name: array.name });
        expect(window.totalRows).toBe(array.shape.length >= 2 ? array.shape.at(-2) : (array.shape[0] ?? 1));
      }
      if (row.nodeType.endsWith(".StructureData.")) {
        expect((await call("node.structure", { nodeId })).siteCount).toBeGreaterThan(0);
      }
    }
    for (const group of about.groups) {
      expect((await call("group.nodes", { groupId: group.groupId })).nodeIds).toHaveLength(group.nodes);
    }
  });
});

describe("a failed calculation", () => {
  test("says what went wrong and where to read it", async () => {
    const call = caller(await openFixture("qe-failures"));
    const sort = { column: "ctime", descending: false } as const;
    const { nodeIds } = await call("nodes.list", { filter: { states: ["finished[305]"] }, sort });
    const node = await call("node.get", { nodeId: nodeIds[0]! });
    expect(node.row.processLabel).toBe("PwCalculation");
    expect(node.process!.exitMessage).toMatch(/stdout/i);
    expect(node.process!.outputFiles.length).toBeGreaterThan(0);
    expect(node.process!.isSealed).toBe(true);
    const retrieved = await call("node.files", { nodeId: node.process!.retrievedId! });
    expect(retrieved.total).toBe(node.counts.retrievedFiles);
    expect(retrieved.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(node.process!.outputFiles),
    );
  });

  test("a work chain names the processes that failed in it", async () => {
    const call = caller(await openFixture("qe-failures"));
    const sort = { column: "ctime", descending: false } as const;
    const { nodeIds } = await call("nodes.list", { filter: { states: ["finished[420]"] }, sort });
    const node = await call("node.get", { nodeId: nodeIds[0]! });
    expect(node.process!.failedCalls.length).toBeGreaterThan(0);
    const called = await call("node.get", { nodeId: node.process!.failedCalls[0]!.nodeId });
    expect(called.process!.caller!.nodeId).toBe(nodeIds[0]);
    const merged = await call("node.log", { nodeId: nodeIds[0]!, called: true });
    const own = await call("node.log", { nodeId: nodeIds[0]!, called: false });
    expect(merged.total).toBeGreaterThan(own.total);
  });
});

describe("source.about", () => {
  test("finds the sender's starting set, old spelling and new", async () => {
    for (const [nodes, groups] of [
      ["node", "group"],
      ["Node", "Group"],
    ] as const) {
      const call = caller(
        makeArchive({
          nodes: [{}, {}],
          groups: [{ label: "g" }],
          metadata: {
            creation_parameters: {
              entities_starting_set: {
                [nodes]: [testUuid("node", 2), "gone"],
                [groups]: [testUuid("group", 1)],
              },
              include_logs: false,
              graph_traversal_rules: { create_backward: true, odd: "x" },
            },
          },
        }),
      );
      const about = await call("source.about", {});
      expect(about.startingSet).toMatchObject({ nodeIds: [2], missingNodes: 1, groups: [{ label: "g" }] });
      expect(about.wholeProfile).toBe(false);
      expect(about.creationParameters).toEqual({
        rules: { create_backward: true },
        includeComments: null,
        includeLogs: false,
        includeAuthinfos: null,
      });
    }
  });

  test("counts the members of groups", async () => {
    const groups = [{ label: "none" }, { label: "one", nodes: [3] }, { label: "two", nodes: [1, 3] }];
    const about = await caller(makeArchive({ nodes: [{}, {}, {}], groups }))("source.about", {});
    expect(about.groups.map(({ label, nodes }) => [label, nodes]).sort()).toEqual([
      ["none", 0],
      ["one", 1],
      ["two", 2],
    ]);
  });

  test("a whole profile, and metadata that says nothing or nonsense", async () => {
    const about = (metadata: Record<string, unknown>) =>
      caller(makeArchive({ metadata }))("source.about", {});
    expect((await about({ creation_parameters: { entities_starting_set: null } })).wholeProfile).toBe(true);
    expect((await about({})).creationParameters).toBeNull();
    expect((await about({ creation_parameters: [1], conversion_info: "x" })).conversionInfo).toEqual([]);
  });
});

describe("cached from", () => {
  test("leads to the node where the source holds it", async () => {
    const call = caller(
      makeArchive({
        nodes: [
          { extras: { _aiida_cached_from: testUuid("node", 2) } },
          { extras: { _aiida_cached_from: "elsewhere" } },
        ],
      }),
    );
    expect((await call("node.get", { nodeId: 1 })).cachedFrom).toEqual({
      uuid: testUuid("node", 2),
      nodeId: 2,
    });
    expect((await call("node.get", { nodeId: 2 })).cachedFrom).toEqual({ uuid: "elsewhere", nodeId: null });
  });
});

test("links are paged to their end, whatever ids a database gives them", async () => {
  const made = makeArchive({
    nodes: [{}, {}, {}],
    links: [
      [1, 2, "create", "a"],
      [1, 3, "create", "b"],
    ],
  });
  const file = temporary("odd-ids.sqlite");
  fs.writeFileSync(file, made.db.serialize());
  const copy = createDatabase(file);
  copy.exec("UPDATE db_dblink SET id = 9223372036854775807 WHERE label = 'b'");
  copy.close();
  const call = caller({ ...made, db: openReadOnly(fs.readFileSync(file)) });
  const page = { nodeId: 1, direction: "outgoing", limit: 1 } as const;
  const first = await call("node.links", page);
  const second = await call("node.links", { ...page, afterLinkId: first.nextAfter! });
  expect([...first.links, ...second.links].map(({ linkLabel }) => linkLabel)).toEqual(["a", "b"]);
  const third =
    second.nextAfter === null ? null : await call("node.links", { ...page, afterLinkId: second.nextAfter });
  expect(third?.links ?? []).toEqual([]);
});

describe("errors have names", () => {
  const call = caller(makeArchive({ nodes: [{ files: { a: "x" } }] }));
  test.each([
    ["node.get", { nodeId: 9 }, "node/not-found"],
    ["node.links", { nodeId: 9, direction: "incoming" }, "node/not-found"],
    ["node.files", { nodeId: 9 }, "node/not-found"],
    ["file.read", { nodeId: 1, path: "b", length: 1 }, "file/not-found"],
    ["node.structure", { nodeId: 1 }, "file/not-found"],
    ["node.array", { nodeId: 1, name: "a" }, "file/not-found"],
    ["group.nodes", { groupId: 9 }, "group/not-found"],
    ["nodes.resolve", { node: "zzz" }, "node/not-found"],
    ["file.save", { nodeId: 1, path: "a", target: "no such token" }, "ipc/bad-request"],
    ["nodes.rows", { nodeIds: "all" }, "ipc/bad-request"],
  ] as const)("%s %o", async (name, input, code) => {
    await expect(call(name as EngineCall, input as never)).rejects.toMatchObject({ code });
  });
});

describe("saving", () => {
  const source = makeArchive({
    nodes: [
      { label: "=1+1", description: "two\nlines, and more", files: { "out.txt": "hello" } },
      { label: "b", type: "data.core.int.Int." },
    ],
  });
  const call = caller(source);

  test("a file of a node", async () => {
    expect(await call("file.save", { nodeId: 1, path: "out.txt", target: "saved.txt" })).toEqual({
      bytes: 5,
    });
    expect(fs.readFileSync(temporary("saved.txt"), "utf8")).toBe("hello");
    const again = call("file.save", { nodeId: 1, path: "out.txt", target: "saved.txt" });
    await expect(again).rejects.toMatchObject({ code: "export/exists" });
  });

  test("rows as CSV, formulas disarmed, and as JSON", async () => {
    const sort = { column: "pk", descending: false } as const;
    expect(await call("nodes.save", { sort, format: "csv", target: "rows.csv" })).toEqual({ rows: 2 });
    const lines = fs.readFileSync(temporary("rows.csv"), "utf8").split("\r\n");
    expect(lines[0]).toBe(
      "pk,uuid,nodeType,processType,label,description,ctime,mtime,processState,exitStatus,user,computer",
    );
    expect(lines[1]).toContain(`,'=1+1,"two\\nlines, and more",`);
    await call("nodes.save", {
      sort,
      format: "json",
      target: "rows.json",
      filter: { nodeTypes: ["data.core.int.Int."] },
    });
    expect(JSON.parse(fs.readFileSync(temporary("rows.json"), "utf8"))).toMatchObject([
      { pk: 2, label: "b" },
    ]);
  });

  test("a damaged file leaves nothing behind", async () => {
    const broken = makeArchive({
      nodes: [{ repositoryMetadata: `{"o": {"x": {"k": "${"0".repeat(64)}"}}}` }],
    });
    const saving = caller(broken)("file.save", { nodeId: 1, path: "x", target: "broken.bin" });
    await expect(saving).rejects.toMatchObject({ code: "archive/corrupt" });
    expect(fs.existsSync(temporary("broken.bin"))).toBe(false);
  });
});
