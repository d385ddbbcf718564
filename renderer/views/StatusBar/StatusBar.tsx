/** Being built. */
export function StatusBar() {
  return null;
}
