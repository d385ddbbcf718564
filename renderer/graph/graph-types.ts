import type { EngineOutput } from "../../shared/ipc/engine-contract.ts";

/** What the engine tells of a node and of a link to draw. */
export type GraphNode = EngineOutput<"graph.elements">["nodes"][number];
export type GraphLink = EngineOutput<"graph.elements">["links"][number];
