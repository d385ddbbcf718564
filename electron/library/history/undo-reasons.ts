import { UNDO_REASONS, type UndoReason, type UndoReasonKind } from "../../../shared/model/undo-reason.ts";

const MOST_NODES = 100; // named; the count says how many there are

/** Collects what stands in the way of an undo, each reason once. */
export class UndoReasons {
  readonly #found = new Map<UndoReasonKind, { nodes: Set<number>; others: Set<number> }>();

  /** @param other A group, or the number of a later import. */
  add(kind: UndoReasonKind, node: number | null = null, other: number | null = null): void {
    let found = this.#found.get(kind);
    if (!found) this.#found.set(kind, (found = { nodes: new Set(), others: new Set() }));
    if (node !== null) found.nodes.add(node);
    if (other !== null) found.others.add(other);
  }

  addAll(kind: UndoReasonKind, nodes: Iterable<number>): void {
    for (const node of nodes) this.add(kind, node);
  }

  /** All reasons in the order of `UNDO_REASONS`. */
  list(labelsOf: (groupIds: readonly number[]) => string[]): UndoReason[] {
    return UNDO_REASONS.flatMap((kind) => {
      const found = this.#found.get(kind);
      if (!found) return [];
      const others = [...found.others];
      return {
        kind,
        nodes: found.nodes.size,
        nodeIds: [...found.nodes].sort((a, b) => a - b).slice(0, MOST_NODES),
        groups: kind === "groups" || kind === "members" ? labelsOf(others) : [],
        imports: kind === "met" ? others : [],
      };
    });
  }
}
