/** Being built. */
export function Filters() {
  return null;
}
