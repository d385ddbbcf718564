/** Being built. */
export function ProvenanceGraph() {
  return null;
}
