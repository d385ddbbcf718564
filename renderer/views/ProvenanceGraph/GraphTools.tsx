/** Being built. */
export function GraphTools() {
  return null;
}
