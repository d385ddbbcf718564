/** Why an import cannot be undone: what depends on what came with it. */
export const UNDO_REASONS = [
  "undone", // it was undone already
  "links", // other nodes are linked with its nodes
  "groups", // its nodes were put into groups that did not come with it
  "members", // its groups were given further members
  "comments", // comments were written on its nodes, or its comments were changed
  "logs", // its nodes have log records that did not come with it
  "edited", // its nodes were changed
  "met", // a later import brought the same, which was there already
  "texts", // the extras or comments that it replaced are lost
] as const;

export type UndoReasonKind = (typeof UNDO_REASONS)[number];

/** One reason with what it is about. */
export interface UndoReason {
  kind: UndoReasonKind;
  /** How many nodes; 0 where it is not about nodes. */
  nodes: number;
  /** The first of them, ascending. Of `links` the other nodes, of the rest its own. */
  nodeIds: number[];
  /** Labels of the groups, of `groups` and `members`; at most 20. */
  groups: string[];
  /** Numbers of the later imports, of `met`. */
  imports: number[];
}
