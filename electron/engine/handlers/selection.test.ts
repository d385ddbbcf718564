import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { engineContract } from "../../../shared/ipc/engine-contract.ts";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { type ArchiveContents, testUuid } from "../../db/testing/contents.ts";
import { makeArchive } from "../../db/testing/make-archive.ts";
import { dispatch } from "../../ipc/dispatch.ts";
import { selectionHandlers } from "./selection.ts";

const at = temporaryFolder();
const WORK = "process.workflow.workchain.WorkChainNode.";
const CALC = "process.calculation.calcjob.CalcJobNode.";

// 1 ─input_work→ 2 (work chain) ─call_calc→ 3 (calculation) ─create→ 4 ←return─ 2; 1 ─input_calc→ 3; 4 ─input_work→ 5
const CONTENTS: ArchiveContents = {
  computers: [
    { label: "cluster", hostname: "login.example.org", metadata: { workdir: "/scratch/{username}" } },
  ],
  nodes: [
    { label: "start" },
    {
      type: WORK,
      attributes: { sealed: true, process_label: "Relax", process_state: "finished", exit_status: 0 },
    },
    {
      type: CALC,
      attributes: { sealed: true, process_label: "Pw", remote_workdir: "/scratch/ada/1" },
      computer: 1,
    },
    { type: "data.core.remote.RemoteData.", attributes: { remote_path: "/scratch/ada/1" }, computer: 1 },
    { type: WORK, attributes: { process_label: "Bands" } },
  ],
  links: [
    [1, 2, "input_work", "structure"],
    [2, 3, "call_calc", "iteration_01"],
    [3, 4, "create", "remote_folder"],
    [2, 4, "return", "remote_folder"],
    [1, 3, "input_calc", "structure"],
    [4, 5, "input_work", "folder"],
  ],
  comments: [{ node: 4, content: "" }],
  logs: [{ node: 3, message: "" }],
};

/** The answer to one call, parsed by the contract's own output schema: what the window relies on. */
async function ask<N extends keyof ReturnType<typeof selectionHandlers>>(
  name: N,
  input: unknown,
  contents: ArchiveContents = CONTENTS,
) {
  const handlers = selectionHandlers({
    source: makeArchive(contents),
    target: () => ({ path: at("out.aiida"), mayReplace: false }),
  });
  const context = { signal: { aborted: false }, progress: () => undefined };
  const { [name]: procedure } = engineContract;
  const reply = await dispatch({ [name]: procedure }, handlers as never, name, input, context);
  return reply.ok ? procedure.output.parse(structuredClone(reply.value)) : reply.error.code;
}
const selection = { nodeIds: [4] };

describe("the basket", () => {
  test("closure: counts, added nodes with their rules, unsealed processes by name", async () => {
    const closure = await ask("selection.closure", { selection, rules: { input_work_forward: true } });
    expect(closure).toMatchObject({
      counts: { selected: 1, nodes: 5, links: 6, computers: 1, comments: 1, logs: 1 },
      selectedIds: Int32Array.of(4),
      addedIds: Int32Array.of(1, 2, 3, 5),
      addedBy: Uint8Array.of(1, 9, 3, 6), // input_calc_backward, call_calc_backward, create_backward, input_work_forward
      unsealed: [{ nodeId: 5, uuid: testUuid("node", 5), title: "Bands" }],
      unsealedCount: 1,
    });
  });

  test("trail: each step from the chosen node to the one asked about", async () => {
    expect(await ask("selection.trail", { selection, nodeId: 2 })).toEqual([
      {
        fromId: 4,
        fromTitle: "RemoteData",
        toId: 3,
        toTitle: "Pw",
        rule: "create_backward",
        linkLabel: "remote_folder",
        linkId: 3,
      },
      {
        fromId: 3,
        fromTitle: "Pw",
        toId: 2,
        toTitle: "Relax",
        rule: "call_calc_backward",
        linkLabel: "iteration_01",
        linkId: 2,
      },
    ]);
    expect(await ask("selection.trail", { selection, nodeId: 4 })).toEqual([]);
    expect(await ask("selection.trail", { selection, nodeId: 5 })).toBe("node/not-found");
    expect(await ask("selection.trail", { selection, nodeId: 99 })).toBe("node/not-found");
  });

  test("privacy: people, machines and paths, each once", async () => {
    expect(await ask("selection.privacy", { selection, options: { includeLogs: false } })).toEqual({
      emails: ["ada.marlow@example.org"],
      computers: [{ label: "cluster", hostname: "login.example.org" }],
      paths: ["/scratch/{username}", "/scratch/ada/1"],
      pathCount: 2,
      authinfos: 0,
      logs: 0,
      comments: 1,
    });
  });

  test("export writes to the granted target and says what came of it", async () => {
    const result = await ask("export.run", { selection, options: {}, target: "token" });
    expect(result).toMatchObject({ counts: { nodes: 4 }, sizeBytes: fs.statSync(at("out.aiida")).size });
    expect(await ask("export.run", { selection, options: {}, target: "token" })).toBe("export/exists");
  });
});

describe("the graph", () => {
  test("start: everything up to the limit", async () => {
    const everything = { nodeIds: [1, 2, 3, 4, 5], everything: true, total: 5, topLevel: 2 };
    expect(await ask("graph.start", {})).toEqual(everything);
    expect(await ask("graph.start", { limit: 5 })).toEqual(everything);
  });

  test("start: else top-level processes, newest first, and the data between them", async () => {
    expect(await ask("graph.start", { limit: 4 })).toEqual({
      nodeIds: [5, 2, 4],
      everything: false,
      total: 5,
      topLevel: 2,
    });
  });

  test("start: with its elements, as they are answered by themselves", async () => {
    const start = await ask("graph.start", { limit: 4 });
    const elements = await ask("graph.elements", { nodeIds: [2, 4, 5] });
    expect(await ask("graph.start", { limit: 4, withElements: true })).toEqual({
      ...(start as object),
      elements,
    });
  });

  test("start: without processes the newest data; with one, its surroundings", async () => {
    const data = Array.from({ length: 9 }, () => ({}));
    expect(await ask("graph.start", { limit: 2 }, { nodes: data })).toMatchObject({
      nodeIds: [9, 8],
      topLevel: 0,
    });
    const lonely: ArchiveContents = {
      nodes: [{ type: WORK }, ...data, ...data],
      links: [[2, 1, "input_work", "x"]],
    };
    expect(await ask("graph.start", { limit: 10 }, lonely)).toMatchObject({
      nodeIds: [1, 2],
      everything: false,
    });
  });

  test("elements: nodes in the order asked for, links among them only, unknown ids left out", async () => {
    const elements = await ask("graph.elements", { nodeIds: [3, 99, 2, 4, 3] });
    expect(elements).toMatchObject({
      nodes: [
        { nodeId: 3, processLabel: "Pw", incoming: 2, outgoing: 1, calls: 0 },
        { nodeId: 2, processLabel: "Relax", processState: "finished", exitStatus: 0, calls: 1, outgoing: 2 },
        { nodeId: 4, processLabel: null, incoming: 2, outgoing: 1 },
      ],
      links: [
        { linkId: 2, source: 2, target: 3, linkType: "call_calc", label: "iteration_01" },
        { linkId: 3, source: 3, target: 4, linkType: "create" },
        { linkId: 4, source: 2, target: 4, linkType: "return" },
      ],
    });
  });

  test.each([
    ["calls", [2], [3]],
    ["callers", [3], [2]],
    ["inputs", [3], [1]],
    ["outputs", [3], [4]],
    ["inputs", [4], [3, 2]],
    ["outputs", [4], [5]],
    ["ancestors", [4], [3, 2]],
    ["descendants", [1], [2, 3]],
  ])("grow: %s of %j are %j", async (step, nodeIds, found) => {
    expect(await ask("graph.grow", { nodeIds, step })).toEqual({ nodeIds: found, total: found.length });
  });

  test("grow: depth, link types and limit; the total is without the limit", async () => {
    const input = { nodeIds: [1], step: "descendants", depth: 9 };
    expect(await ask("graph.grow", input)).toEqual({ nodeIds: [2, 3, 4, 5], total: 4 });
    expect(await ask("graph.grow", { ...input, limit: 1 })).toEqual({ nodeIds: [2], total: 4 });
    expect(await ask("graph.grow", { ...input, linkTypes: ["input_calc", "create"] })).toEqual({
      nodeIds: [3, 4],
      total: 2,
    });
  });

  test("grow: a loop ends", async () => {
    const loop: ArchiveContents = {
      nodes: [{ type: WORK }, {}],
      links: [
        [1, 2, "return", "a"],
        [2, 1, "input_work", "a"],
      ],
    };
    const input = { nodeIds: [1], step: "descendants", depth: 1_000_000 };
    expect(await ask("graph.grow", input, loop)).toEqual({ nodeIds: [2], total: 1 });
  });
});
