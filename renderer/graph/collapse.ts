import { isProcess } from "../../shared/model/node.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";

/**
 * What to hide so that a node is closed again. A process that called others loses those, at any depth, and the data
 * that are linked with nothing else on the board. Any other node loses its neighbours that are linked with nothing but
 * it. Ids in no order; empty when there is nothing to close.
 */
export function collapsedBy(
  nodeId: number,
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
): Set<number> {
  const called = calledBy(nodeId, links);
  const far = new Map<number, Set<number>>();
  for (const { source, target } of links) {
    note(far, source, target);
    note(far, target, source);
  }
  const closed = new Set(called);
  for (const node of nodes) {
    if (node.nodeId === nodeId || called.has(node.nodeId)) continue;
    const others = far.get(node.nodeId) ?? new Set<number>();
    if (others.size === 0) continue;
    const isOwn =
      called.size > 0
        ? !isProcess(node.nodeType) && [...others].every((other) => called.has(other))
        : [...others].every((other) => other === nodeId);
    if (isOwn) closed.add(node.nodeId);
  }
  return closed;
}

/** Processes that a process called, at any depth, without itself. */
function calledBy(nodeId: number, links: readonly GraphLink[]): Set<number> {
  const calls = links.filter(({ linkType }) => linkType === "call_calc" || linkType === "call_work");
  const called = new Set<number>();
  const open = [nodeId];
  for (let caller = open.pop(); caller !== undefined; caller = open.pop()) {
    for (const { source, target } of calls) {
      if (source !== caller || called.has(target) || target === nodeId) continue;
      called.add(target);
      open.push(target);
    }
  }
  return called;
}

function note(far: Map<number, Set<number>>, near: number, other: number): void {
  const others = far.get(near);
  if (others) others.add(other);
  else far.set(near, new Set([other]));
}
