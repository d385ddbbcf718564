const MOST_CHARACTERS = 4000; // what servers take at most is about 8,000
/** Scheme, user and password, host, port, the rest. */
const ADDRESS = /^(https?):\/\/(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^/?#@:\s[\]]+)(?::\d{1,5})?(?:[/?#]\S*)?$/i;

/** Whether somebody who names a file means one on the web: "https://…" or "http://…". */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim());
}

/**
 * An address as a person gives one; "example.org/si.aiida" is taken for https. Null for what is no address of the web: other
 * schemes, a bare word, blanks in it, more than 4,000 characters.
 */
export function readWebAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > MOST_CHARACTERS) return null;
  if (isWebAddress(trimmed)) return ADDRESS.test(trimmed) ? trimmed : null;
  const isHostAndPath = /^(?:[^/:@?#\s]+\.[^/:@?#\s]+|localhost)(?::\d{1,5})?\//i.test(trimmed);
  return isHostAndPath && ADDRESS.test(`https://${trimmed}`) ? `https://${trimmed}` : null;
}

/** An address for people and records: without user, password and the values of its query, which may be secrets. */
export function shownAddress(address: string): string {
  return address
    .replace(/^([a-z]+:\/\/)[^/?#@]*@/i, "$1")
    .replace(/[?#].*$/s, (rest) => (rest.startsWith("?") ? "?…" : ""));
}
