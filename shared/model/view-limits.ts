/** Nodes of a picture that are kept; a larger picture comes back as the first view. */
export const KEPT_SHOWN = 20_000;
/** Nodes that are kept chosen or marked: as many as the engine takes in one call. */
export const KEPT_CHOSEN = 100_000;
/** Bytes of JSON that one view may take: the ids above, at 8 bytes each, and what is left to filters and names. */
export const KEPT_VIEW_BYTES = 2 * 1024 * 1024;
