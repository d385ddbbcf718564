/** One node as a row: what the table, the graph and the `nodes` verb show. Times verbatim as stored (UTC). */
export interface NodeRow {
  nodeId: number;
  uuid: string;
  nodeType: string;
  processType: string | null;
  processLabel: string | null;
  label: string;
  description: string;
  ctime: string;
  mtime: string;
  processState: string | null;
  exitStatus: number | null;
  user: string;
  computer: string | null;
}

/** The four looks of a node: shape and colour go by this (user guide, "The graph"). */
export type NodeFamily = "data" | "code" | "calculation" | "workflow";

/** Class name at the end of a type string: `data.core.int.Int.` → `Int`. The string itself when it has no parts. */
export function className(nodeType: string): string {
  const parts = nodeType.split(".");
  return parts.at(-1) === "" ? (parts.at(-2) ?? nodeType) : (parts.at(-1) ?? nodeType);
}

/** Family of a type string; an unknown plugin type falls back to plain data, as in AiiDA. */
export function nodeFamily(nodeType: string): NodeFamily {
  if (nodeType.startsWith("process.workflow.")) return "workflow";
  if (nodeType.startsWith("process.")) return "calculation";
  if (nodeType.startsWith("data.core.code.") || nodeType.startsWith("data.code.")) return "code";
  return "data";
}

/** True for calculations and workflows. */
export function isProcess(nodeType: string): boolean {
  return nodeType.startsWith("process.");
}

/** What a node is called: the process label of a process (`PwCalculation`), else its class name (`Dict`). */
export function nodeTitle(node: { nodeType: string; processLabel: string | null }): string {
  return node.processLabel || className(node.nodeType);
}
