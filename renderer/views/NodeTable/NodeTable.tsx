/** Being built. */
export function NodeTable() {
  return null;
}
