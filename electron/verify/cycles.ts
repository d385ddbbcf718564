/**
 * Circles in a graph: one for each of its strongly connected parts that has more than one node, in the order of their
 * first nodes. O(nodes + edges), without recursion; a graph without circles costs one counting pass.
 * @param sources Node indices; `targets` likewise. Edges from a node to itself must be left out.
 * @yields The nodes of one circle, each with an edge to the next and the last one to the first.
 */
export function* cyclesOf(
  nodeCount: number,
  sources: Int32Array,
  targets: Int32Array,
): Generator<readonly number[]> {
  const left = withoutEnds(nodeCount, sources, targets);
  if (left === null) return;
  const { offsets, next } = adjacency(nodeCount, sources, targets, left);
  const part = parts(nodeCount, offsets, next, left);
  const isTold = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const own = part[node]!;
    if (left[node] === 0 || isTold[own] === 1) continue;
    const circle = circleFrom(node, offsets, next, part);
    if (circle === null) continue; // a part of one node
    isTold[own] = 1;
    yield circle;
  }
}

/** 1 for nodes that may be on a circle: what nothing leads to is taken away, again and again. Null when none is left. */
function withoutEnds(nodeCount: number, sources: Int32Array, targets: Int32Array): Uint8Array | null {
  const incoming = new Int32Array(nodeCount);
  for (const target of targets) incoming[target]!++;
  const left = new Uint8Array(nodeCount).fill(1);
  const { offsets, next } = adjacency(nodeCount, sources, targets, left);
  const free = new Int32Array(nodeCount);
  let known = 0;
  for (let node = 0; node < nodeCount; node++) if (incoming[node] === 0) free[known++] = node;
  for (let at = 0; at < known; at++) {
    const node = free[at]!;
    left[node] = 0;
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge++) {
      if (--incoming[next[edge]!]! === 0) free[known++] = next[edge]!;
    }
  }
  return known === nodeCount ? null : left;
}

/** Edges among the nodes that are left, in compressed rows. */
function adjacency(nodeCount: number, sources: Int32Array, targets: Int32Array, left: Uint8Array) {
  const offsets = new Int32Array(nodeCount + 1);
  const isKept = (edge: number) => left[sources[edge]!] === 1 && left[targets[edge]!] === 1;
  for (let edge = 0; edge < sources.length; edge++) if (isKept(edge)) offsets[sources[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += offsets[node]!;
  const free = offsets.slice();
  const next = new Int32Array(offsets[nodeCount]!);
  for (let edge = 0; edge < sources.length; edge++) {
    if (isKept(edge)) next[free[sources[edge]!]!++] = targets[edge]!;
  }
  return { offsets, next };
}

/** The strongly connected part of each node (Tarjan, with a stack of our own). */
function parts(nodeCount: number, offsets: Int32Array, next: Int32Array, left: Uint8Array): Int32Array {
  const part = new Int32Array(nodeCount).fill(-1);
  const order = new Int32Array(nodeCount).fill(-1);
  const low = new Int32Array(nodeCount);
  const edge = offsets.slice(0, nodeCount);
  const open: number[] = [];
  const path: number[] = [];
  let met = 0;
  let partCount = 0;
  for (let root = 0; root < nodeCount; root++) {
    if (left[root] === 0 || order[root]! >= 0) continue;
    path.push(root);
    while (path.length > 0) {
      const node = path.at(-1)!;
      if (order[node]! < 0) {
        order[node] = low[node] = met++;
        open.push(node);
      }
      if (edge[node]! < offsets[node + 1]!) {
        const other = next[edge[node]!++]!;
        if (order[other]! < 0) path.push(other);
        else if (part[other]! < 0) low[node] = Math.min(low[node]!, order[other]!);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above] = Math.min(low[above]!, low[node]!);
      if (low[node] !== order[node]) continue;
      for (let member = open.pop()!; ; member = open.pop()!) {
        part[member] = partCount;
        if (member === node) break;
      }
      partCount++;
    }
  }
  return part;
}

/** A shortest way from a node back to itself within its part, or null. */
function circleFrom(start: number, offsets: Int32Array, next: Int32Array, part: Int32Array): number[] | null {
  const from = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge++) {
      const other = next[edge]!;
      if (part[other] !== part[start]) continue;
      if (other === start) return wayBack(node, start, from);
      if (from.has(other)) continue;
      from.set(other, node);
      queue.push(other);
    }
  }
  return null;
}

function wayBack(last: number, start: number, from: ReadonlyMap<number, number>): number[] {
  const circle = [];
  for (let node = last; node !== start; node = from.get(node)!) circle.push(node);
  return [start, ...circle.reverse()];
}
