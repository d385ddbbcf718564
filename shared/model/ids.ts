/** The key of a node inside one archive (AiiDA's PK). Sparse and arbitrary; means nothing in another archive. */
export type NodeId = number;

/** The dense position of a node in the typed arrays of a `ProvenanceGraph`: 0 … nodeCount − 1, ascending by `NodeId`. */
export type NodeIndex = number;

/** The identity of a node, group, computer, comment or log across archives: 36 characters, lower case. */
export type Uuid = string;
