/** The six link types of AiiDA, in the order of the reference. The position is the code used in typed arrays. */
export const LINK_TYPES = ["input_calc", "input_work", "create", "return", "call_calc", "call_work"] as const;

export type LinkType = (typeof LINK_TYPES)[number];

/** Seen from the node at hand: incoming links end at it, outgoing links start from it. */
export type Direction = "incoming" | "outgoing";

/** One link as a row of a paged list: what it is and the node at its far end. */
export interface LinkedNode {
  linkId: number;
  linkType: string; // verbatim: an archive may hold a type that we do not know
  linkLabel: string;
  nodeId: number;
  uuid: string;
  nodeType: string;
  nodeLabel: string;
  processLabel: string | null;
  processState: string | null;
  exitStatus: number | null;
}
