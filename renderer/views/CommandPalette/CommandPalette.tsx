/** Being built. */
export function CommandPalette() {
  return null;
}
