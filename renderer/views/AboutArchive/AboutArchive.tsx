/** Being built. */
export function AboutArchive() {
  return null;
}
