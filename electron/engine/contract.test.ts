import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type EngineCall, type EngineInput, engineContract } from "../../shared/ipc/engine-contract.ts";
import type { Reply } from "../../shared/ipc/messages.ts";
import { openSource } from "../sources/open-source.ts";
import { dispatch } from "../ipc/dispatch.ts";
import { allHandlers } from "./handlers/all-handlers.ts";

// Every call of the contract over real archives: its output, its progress and its failures are what the contract says,
// and survive the way to the window.

const FIXTURES = [
  "generated_main_0001_rich",
  "qe-failures",
  "graph1",
  "export_main_0000_simple",
  "export_main_0001_simple",
  "arithmetic.add",
];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-contract-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A sensible input for each call, around one node of the archive. */
function inputs(nodeId: number, nodeIds: number[], filePath: string): { [N in EngineCall]: EngineInput<N> } {
  const sort = { column: "ctime", descending: true } as const;
  const selection = { nodeIds: [nodeId] };
  return {
    "source.open": {},
    "source.about": {},
    "source.facets": {},
    "source.check": {},
    "nodes.list": { sort },
    "nodes.rows": { nodeIds: nodeIds.slice(0, 50) },
    "nodes.search": { text: "a" },
    "nodes.resolve": { node: String(nodeId) },
    "node.get": { nodeId },
    "node.json": { nodeId, column: "attributes" },
    "node.links": { nodeId, direction: "incoming", limit: 2 },
    "node.files": { nodeId },
    "node.log": { nodeId, called: true },
    "node.comments": { nodeId },
    "node.structure": { nodeId },
    "node.arrays": { nodeId },
    "node.array": { nodeId, name: "default" },
    "file.read": { nodeId, path: filePath, length: 100 },
    "file.save": { nodeId, path: filePath, target: "file" },
    "nodes.save": { sort, format: "csv", target: "rows" },
    "graph.start": {},
    "graph.elements": { nodeIds },
    "graph.grow": { nodeIds: [nodeId], step: "ancestors", depth: 100 },
    "selection.closure": { selection },
    "selection.trail": { selection, nodeId },
    "selection.privacy": { selection, options: {} },
    "selection.uuids": { selection },
    "group.nodes": { groupId: 1 },
    "export.run": { selection, options: {}, target: "archive" },
    "source.migrate": { target: "migrated" },
    "library.since": { state: 0 },
    "library.download": { address: "http://127.0.0.1:1/si.aiida" },
    "library.dropDownload": { token: "none" },
    "library.preview": { files: ["archive"], options: {} },
    "library.compare": { file: "archive" },
    "library.saveDifferences": { file: "archive", target: "rows" },
    "library.import": { files: ["archive"], options: {} },
    "library.edit": { edits: [{ kind: "node-label", nodeIds: [nodeId], label: "x" }] },
    "library.swap": {
      swaps: [{ table: "group", uuid: "u", before: null, after: null }],
      direction: "undo",
    },
    "library.groupsOf": { nodeIds: [nodeId] },
    "library.deletion": { nodeIds: [nodeId] },
    "library.deletionReasons": { nodeIds: [nodeId], ofNodes: [nodeId] },
    "library.delete": { nodeIds: [nodeId], shownNodes: 1 },
    "library.history": {},
    "library.undoPreview": { importId: 1 },
    "library.undo": { importId: 1 },
    "library.maintain": { dryRun: false, full: false },
  };
}

/** Refusals that a call may answer with for a node that is not of its kind, or is not finished. */
const EXPECTED_REFUSALS = [
  "file/not-found",
  "node/not-found",
  "group/not-found",
  "export/unsealed",
  "archive/corrupt",
  "ipc/bad-request", // imports and edits, which only the library takes
];

describe.each(FIXTURES)("%s", (name) => {
  test("answers every call as the contract says, for every node", async () => {
    const source = await openSource(`e2e/fixtures/${name}.aiida`, {
      signal: { aborted: false },
      progress: () => {},
    });
    const handlers = allHandlers({
      source,
      target: (token) => ({ path: path.join(folder, `${name}-${token}`), mayReplace: true }),
    });
    const ask = async <N extends EngineCall>(call: N, input: EngineInput<N>): Promise<Reply> => {
      const procedure = engineContract[call];
      const progress = (value: unknown) => procedure.progress.parse(value);
      const reply = await dispatch(engineContract, handlers, call, input, {
        signal: { aborted: false },
        progress,
      });
      const arrived = structuredClone(reply); // what the window gets
      if (arrived.ok) procedure.output.parse(arrived.value);
      else expect(EXPECTED_REFUSALS, `${call}: ${arrived.error.message}`).toContain(arrived.error.code);
      return arrived;
    };

    const listed = await ask("nodes.list", { sort: { column: "pk", descending: false } });
    if (!listed.ok) throw new Error(listed.error.message);
    const nodeIds = [...(listed.value as { nodeIds: Int32Array }).nodeIds];
    expect(nodeIds.length).toBeGreaterThan(0);
    for (const nodeId of nodeIds.slice(0, 40)) {
      const files = await ask("node.files", { nodeId });
      const filePath = files.ok
        ? ((files.value as { files: { path: string }[] }).files[0]?.path ?? "x")
        : "x";
      const all = inputs(nodeId, nodeIds, filePath);
      for (const call of Object.keys(engineContract) as EngineCall[]) {
        if (call === "source.check" && nodeId !== nodeIds[0]) continue; // it reads everything
        await ask(call, all[call]);
      }
    }
    source.close();
  });
});
