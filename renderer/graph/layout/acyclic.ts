import { type LinkLists, linkLists } from "./dense-links.ts";
import type { DenseLinks } from "./types.ts";

/**
 * Which links order their ends from left to right: 1 for those, 0 for those that give way so that no cycle is left.
 * A workflow may return what it was given, which closes a cycle: `return` links inside a cycle give way first. Any
 * other cycle breaks AiiDA's own rules; there the link that leads back gives way.
 */
export function orderingLinks(nodeCount: number, links: DenseLinks): Uint8Array {
  const keeps = new Uint8Array(links.count).fill(1);
  const group = cycleGroups(nodeCount, links, keeps);
  for (let link = 0; link < links.count; link++) {
    if (links.isReturn[link] && group[links.source[link]!] === group[links.target[link]!]) keeps[link] = 0;
  }
  dropLinksBack(nodeCount, links, keeps);
  return keeps;
}

/** Strongly connected groups (Tarjan's algorithm, without recursion): nodes of one cycle share a number. */
function cycleGroups(nodeCount: number, links: DenseLinks, keeps: Uint8Array): Int32Array {
  const outgoing = linkLists(nodeCount, links.source, (link) => keeps[link] === 1);
  const group = new Int32Array(nodeCount).fill(-1);
  const seenAt = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const next = new Int32Array(nodeCount);
  const open: number[] = [];
  let clock = 0;
  let groups = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (seenAt[first] !== -1) continue;
    const path = [first];
    while (path.length > 0) {
      const node = path.at(-1)!; // the path is not empty
      if (seenAt[node] === -1) {
        seenAt[node] = low[node] = clock++;
        next[node] = outgoing.start[node]!;
        open.push(node);
      }
      if (next[node]! < outgoing.start[node + 1]!) {
        const target = links.target[outgoing.list[next[node]!++]!]!;
        if (seenAt[target] === -1) path.push(target);
        else if (group[target] === -1) low[node] = Math.min(low[node]!, seenAt[target]!);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) low[before] = Math.min(low[before]!, low[node]!);
      if (low[node] !== seenAt[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open.pop()!; // node itself is still on the stack
        group[member] = groups;
      }
      groups++;
    }
  }
  return group;
}

function dropLinksBack(nodeCount: number, links: DenseLinks, keeps: Uint8Array): void {
  const outgoing: LinkLists = linkLists(nodeCount, links.source, (link) => keeps[link] === 1);
  const NEW = 0;
  const OPEN = 1;
  const DONE = 2;
  const state = new Uint8Array(nodeCount);
  const next = outgoing.start.slice(0, nodeCount);
  for (let first = 0; first < nodeCount; first++) {
    if (state[first] !== NEW) continue;
    const path = [first];
    state[first] = OPEN;
    while (path.length > 0) {
      const node = path.at(-1)!; // the path is not empty
      if (next[node]! >= outgoing.start[node + 1]!) {
        state[node] = DONE;
        path.pop();
        continue;
      }
      const link = outgoing.list[next[node]!++]!;
      const target = links.target[link]!;
      if (state[target] === OPEN) keeps[link] = 0;
      else if (state[target] === NEW) {
        state[target] = OPEN;
        path.push(target);
      }
    }
  }
}
