/** Being built. */
export function AboutStemma() {
  return null;
}
