/** The dense position of a node in the typed arrays of a `ProvenanceGraph`: 0 … nodeCount − 1, in ascending order of PKs. */
export type NodeIndex = number;
