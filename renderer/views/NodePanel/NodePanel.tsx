/** Being built. */
export function NodePanel() {
  return null;
}
