import type { DenseLinks, LayoutLink, LayoutNode } from "./types.ts";

/** Links as dense positions of the nodes given; self-links, repeated ones and links to other nodes are left out. */
export function denseLinks(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): DenseLinks {
  const position = new Map(nodes.map((node, index) => [node.nodeId, index]));
  const seen = new Map<number, number>(); // source × nodes + target → place in the arrays
  const source = new Int32Array(links.length);
  const target = new Int32Array(links.length);
  const isReturn = new Uint8Array(links.length);
  let count = 0;
  for (const link of links) {
    const from = position.get(link.source);
    const to = position.get(link.target);
    if (from === undefined || to === undefined || from === to) continue;
    const key = from * nodes.length + to;
    const known = seen.get(key);
    if (known === undefined) {
      seen.set(key, count);
      source[count] = from;
      target[count] = to;
      isReturn[count] = link.isReturn ? 1 : 0;
      count++;
    } else if (!link.isReturn) isReturn[known] = 0;
  }
  return {
    count,
    source: source.subarray(0, count),
    target: target.subarray(0, count),
    isReturn: isReturn.subarray(0, count),
  };
}

/** Adjacency lists of one direction: node i owns `list[start[i] … start[i + 1])`, positions in `links`. */
export interface LinkLists {
  start: Int32Array;
  list: Int32Array;
}

/** Group links by one of their ends, those with `keep[link] === 0` left out. */
export function linkLists(
  nodeCount: number,
  ends: Int32Array,
  keep: (link: number) => boolean = () => true,
): LinkLists {
  const start = new Int32Array(nodeCount + 1);
  for (let link = 0; link < ends.length; link++) if (keep(link)) start[ends[link]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) start[node + 1]! += start[node]!;
  const next = start.slice();
  const list = new Int32Array(start[nodeCount]!);
  for (let link = 0; link < ends.length; link++) if (keep(link)) list[next[ends[link]!]!++] = link;
  return { start, list };
}

/** Connected parts: positions of the nodes of each, ascending; parts in the order of their first node. */
export function connectedParts(nodeCount: number, links: DenseLinks): number[][] {
  const outgoing = linkLists(nodeCount, links.source);
  const incoming = linkLists(nodeCount, links.target);
  const part = new Int32Array(nodeCount).fill(-1);
  const parts: number[][] = [];
  for (let first = 0; first < nodeCount; first++) {
    if (part[first] !== -1) continue;
    const members = [first];
    part[first] = parts.length;
    const visit = (node: number) => {
      if (part[node] !== -1) return;
      part[node] = parts.length;
      members.push(node);
    };
    for (let head = 0; head < members.length; head++) {
      const node = members[head]!; // head < length
      for (let k = outgoing.start[node]!; k < outgoing.start[node + 1]!; k++)
        visit(links.target[outgoing.list[k]!]!);
      for (let k = incoming.start[node]!; k < incoming.start[node + 1]!; k++)
        visit(links.source[incoming.list[k]!]!);
    }
    parts.push(members.sort((a, b) => a - b));
  }
  return parts;
}
