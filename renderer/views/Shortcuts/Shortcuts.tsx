/** Being built. */
export function Shortcuts() {
  return null;
}
