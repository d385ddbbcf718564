import type { TraversalRule } from "../../../shared/graph/traversal-rules.ts";

/** The list that stands open beside the rules: what was chosen, or what one rule added. */
export type OpenList = "chosen" | TraversalRule | null;
