/** What can be picked in the palette. */
export interface PaletteEntry {
  id: string;
  label: string;
  /** Where it belongs: its menu, "Tab", "Recent". */
  place: string;
  /** Further words by which people look for it. */
  words: string;
  keys: string;
  /** Why it cannot be done now. */
  off: string | undefined;
  isOn: boolean | undefined;
  run: () => void;
}

/** Points of a word that is found in a label or in what else is known of an entry; the best find counts. */
const POINTS = { begins: 100, beginsWord: 70, within: 40, beginsOther: 30, withinOther: 20, letters: 10 };
const OFF_COSTS = 15; // what cannot be done stands behind its likes
const USED_BRINGS = 12; // what was done lately stands before its likes

/**
 * The entries that fit what was typed, the best first; with nothing typed all of them, those used lately first. Every
 * word must be found: in the label, in its place or words, or as letters of the label in their order ("shan" for
 * "Show ancestors").
 * @param used Ids, the latest first.
 */
export function rankEntries(
  entries: readonly PaletteEntry[],
  text: string,
  used: readonly string[],
): PaletteEntry[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const age = (entry: PaletteEntry) => {
    const at = used.indexOf(entry.id);
    return at < 0 ? used.length : at;
  };
  if (words.length === 0) return entries.toSorted((a, b) => age(a) - age(b));
  return entries
    .map((entry) => ({ entry, points: pointsOf(entry, words) }))
    .filter(({ points }) => points > 0)
    .map(({ entry, points }) => ({
      entry,
      points:
        points - (entry.off === undefined ? 0 : OFF_COSTS) + (used.includes(entry.id) ? USED_BRINGS : 0),
    }))
    .toSorted((a, b) => b.points - a.points || age(a.entry) - age(b.entry))
    .map(({ entry }) => entry);
}

/** 0 if any word is not found. A label that was typed in full comes before those that only begin so. */
function pointsOf({ label, place, words: others }: PaletteEntry, words: readonly string[]): number {
  const name = plain(label);
  const other = `${place} ${others}`.toLowerCase();
  const points = words.map((word) => pointsOfWord(word, name, other));
  if (points.includes(0)) return 0;
  return points.reduce((sum, one) => sum + one, 0) / words.length + (words.join(" ") === name ? 9 : 0);
}

/** As it is compared: nobody types the dots of a label, but who copies it from a menu brings them. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/…|\.{3}/g, "");
}

function pointsOfWord(word: string, name: string, other: string): number {
  if (name.startsWith(word)) return POINTS.begins;
  if (beginsWord(name, word)) return POINTS.beginsWord;
  if (name.includes(word)) return POINTS.within;
  if (beginsWord(other, word)) return POINTS.beginsOther;
  if (other.includes(word)) return POINTS.withinOther;
  return word.length > 1 && holdsLetters(name, word) ? POINTS.letters : 0;
}

function beginsWord(text: string, word: string): boolean {
  return text.split(/[\s:_-]+/).some((part) => part.startsWith(word));
}

/** True if the letters stand in the text in their order, the first of them at the beginning of a word. */
function holdsLetters(text: string, letters: string): boolean {
  for (const start of text.matchAll(/(?<=^|[\s:_-])\S/g)) {
    if (start[0] !== letters[0]) continue;
    let at = start.index;
    for (const letter of letters.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at < 0) break;
    }
    if (at >= 0) return true;
  }
  return false;
}
