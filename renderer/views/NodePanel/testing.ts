import type { EngineInput } from "../../../shared/ipc/engine-contract.ts";
import type { EngineAnswers } from "../../testing/window-for-test.tsx";
import type { LinkedNode, NodeDetails } from "./use-node.ts";

/** UUID of a node in these tests: its PK in the first eight characters. */
export function uuidOf(nodeId: number): string {
  return `${String(nodeId).padStart(8, "0")}-8d0e-4c44-9d5c-2b6d0c1f7a11`;
}

/** Data node `nodeId` as the engine tells of it, with changes. */
export function dataNode(
  nodeId: number,
  change: { row?: Partial<NodeDetails["row"]>; counts?: Partial<NodeDetails["counts"]> } & Partial<
    Omit<NodeDetails, "row" | "counts">
  > = {},
): NodeDetails {
  const { row, counts, ...rest } = change;
  return {
    row: {
      nodeId,
      uuid: uuidOf(nodeId),
      nodeType: "data.core.structure.StructureData.",
      processType: null,
      processLabel: null,
      label: "",
      description: "",
      ctime: "2026-11-22 00:53:04.000000",
      mtime: "2026-11-22 00:53:12.000000",
      processState: null,
      exitStatus: null,
      user: "ada.marlow@example.org",
      computer: null,
      ...row,
    },
    counts: {
      incoming: 0,
      outgoing: 0,
      files: 0,
      retrievedFiles: 0,
      comments: 0,
      logs: 0,
      groups: 0,
      attributeBytes: 2,
      extraBytes: 2,
      ...counts,
    },
    process: null,
    computer: null,
    cachedFrom: null,
    groups: [],
    ...rest,
  };
}

/** A calculation that failed with exit status 410, with changes to what is known of processes. */
export function failedNode(nodeId: number, change: Partial<NonNullable<NodeDetails["process"]>> = {}) {
  return dataNode(nodeId, {
    row: {
      nodeType: "process.calculation.calcjob.CalcJobNode.",
      processLabel: "PwCalculation",
      processState: "finished",
      exitStatus: 410,
    },
    computer: { label: "workstation", hostname: "localhost" },
    process: {
      isSealed: true,
      exitMessage: "The electronic minimization cycle did not reach self-consistency.",
      exception: null,
      processStatus: null,
      scheduler: { job_id: "22410" },
      caller: null,
      failedCalls: [],
      durationMs: 8000,
      retrievedId: null,
      outputFiles: [],
      ...change,
    },
  });
}

/** A link whose far end is `nodeId`, a Dict unless changed. */
export function linkTo(nodeId: number, change: Partial<LinkedNode> = {}): LinkedNode {
  return {
    linkId: nodeId,
    linkType: "input_calc",
    linkLabel: "parameters",
    nodeId,
    uuid: uuidOf(nodeId),
    nodeType: "data.core.dict.Dict.",
    nodeLabel: "",
    processLabel: null,
    processState: null,
    exitStatus: null,
    ...change,
  };
}

/** Pages of links as the engine cuts them, for one direction; the other has none. */
export function linkPages(
  direction: "incoming" | "outgoing",
  links: readonly LinkedNode[],
): NonNullable<EngineAnswers["node.links"]> {
  return (input: EngineInput<"node.links">) => {
    const all = input.direction === direction ? links : [];
    const rest = all.filter(({ linkId }) => linkId > (input.afterLinkId ?? -1));
    const page = rest.slice(0, input.limit ?? 100);
    return {
      total: all.length,
      links: page,
      nextAfter: page.length < rest.length ? page.at(-1)!.linkId : null,
    };
  };
}
