// Characters that no POSIX shell treats specially, wherever they stand in a word.
const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * One word of a POSIX shell command line, quoted only where it needs to be: `si.aiida`, `'my file.aiida'`, `'it'\''s'`.
 * A word of plain characters that begins with `~` or holds `=` is quoted too, since shells expand those.
 */
export function shellQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
