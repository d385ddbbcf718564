/** Being built. */
export function SearchBox() {
  return null;
}
