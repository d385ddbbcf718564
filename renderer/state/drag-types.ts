/** What a drag from a list of groups or nodes carries: a group's id, or nodes (`dragged-nodes.ts`). The basket takes both. */
export const DRAGGED_GROUP = "application/x-stemma-group";
export const DRAGGED_NODES = "application/x-stemma-nodes";
/** A tab of this app, by the id of its source. */
export const DRAGGED_TAB = "application/x-stemma-tab";
