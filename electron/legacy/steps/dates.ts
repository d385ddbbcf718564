import {
  indexJson,
  type JsonIndex,
  jsonKey,
  jsonKind,
  jsonMembers,
  jsonText,
} from "../../../shared/json/json-index.ts";

/** What a conversion map says of a value that was a date in the database. */
const DATE = '"date"';
const UTC = "+00:00";

/** True if a conversion map marks anything: only then is `markDates` needed. */
export function marksDates(conversion: Buffer): boolean {
  return conversion.includes(DATE);
}

/**
 * 0.5 to 0.6 (`v05_to_v06.py`): dates in attributes and extras get their zone. They were written in UTC without saying
 * so; a map of the same shape says `"date"` where one stands. All other text stays as it is.
 * Where the map is shorter than the value, or marks something that is no text, the value stays; AiiDA's own step cuts the
 * value down to the map, and writes `None+00:00`.
 * @returns Null when map and value do not fit: the map names a conversion that is none.
 */
export function markDates(text: string, conversion: string): string | null {
  const value = indexJson(text);
  const map = indexJson(conversion);
  if (value.problem !== null || map.problem !== null) return null;
  const ends: number[] = []; // offsets behind the last character of a date
  const pairs: [value: number, map: number][] = [[0, 0]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [at, mark] = pair;
    const kind = jsonKind(value, at);
    const markKind = jsonKind(map, mark);
    if (markKind === "null") continue;
    if (kind === "object" && markKind === "object") pairs.push(...membersOf(value, at, map, mark));
    else if (kind === "array" && markKind === "array") pairs.push(...elementsOf(value, at, map, mark));
    else if (jsonText(map, mark) !== DATE || kind === "object" || kind === "array") return null;
    else if (kind === "string") ends.push(value.end[at]! - 1);
  }
  let marked = "";
  let from = 0;
  for (const end of ends.sort((a, b) => a - b)) {
    marked += text.slice(from, end) + UTC;
    from = end;
  }
  return marked + text.slice(from);
}

function membersOf(value: JsonIndex, at: number, map: JsonIndex, mark: number): [number, number][] {
  const marks = new Map<string, number>();
  for (const member of jsonMembers(map, mark)) marks.set(jsonKey(map, member)!, member);
  const pairs: [number, number][] = [];
  for (const member of jsonMembers(value, at)) {
    const itsMark = marks.get(jsonKey(value, member)!);
    if (itsMark !== undefined) pairs.push([member, itsMark]);
  }
  return pairs;
}

function elementsOf(value: JsonIndex, at: number, map: JsonIndex, mark: number): [number, number][] {
  const marks = [...jsonMembers(map, mark)];
  const elements = [...jsonMembers(value, at)];
  return elements.slice(0, marks.length).map((element, position) => [element, marks[position]!]);
}
