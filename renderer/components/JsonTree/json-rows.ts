import { decodeString, type JsonIndex, jsonKey, jsonMembers } from "../../../shared/json/json-index.ts";

/** The rows of a tree that are in sight: the members of every container that is open, in the order of the text. */
export interface JsonRows {
  readonly count: number;
  /** The value of each row. */
  readonly value: Int32Array;
  /** Its place among the members of its container, from 1. */
  readonly place: Int32Array;
  /** The container of each row, as a value; −1 for a root that is a plain value. */
  readonly holder: Int32Array;
}

const ARRAY = 4;
const OPEN_AT_FIRST = 60; // rows that fit a tall pane

export function isContainer(index: JsonIndex, value: number): boolean {
  return index.kind[value]! >= ARRAY;
}

/** Whether containers are open at first: the root, and below it as much as a pane can show at once. */
export function openAtFirst(index: JsonIndex): Uint8Array {
  const open = new Uint8Array(index.count);
  if (index.count === 0) return open;
  open[0] = 1;
  let rows = index.members[0]!;
  if (rows > OPEN_AT_FIRST) return open;
  let level = [0];
  while (level.length > 0) {
    const members = level.flatMap((container) => [...jsonMembers(index, container)]);
    level = [];
    for (const member of members) {
      const more = index.members[member]!;
      if (!isContainer(index, member) || rows + more > OPEN_AT_FIRST) continue;
      rows += more;
      open[member] = 1;
      level.push(member);
    }
  }
  return open;
}

/** The rows in sight. A root that holds members is not a row itself. Linear in the rows, at most `limit`. */
export function visibleRows(index: JsonIndex, open: Uint8Array, limit: number): JsonRows {
  const most = Math.min(limit, index.count);
  const value = new Int32Array(most);
  const place = new Int32Array(most);
  const holder = new Int32Array(most);
  let count = 0;
  if (most > 0 && !isContainer(index, 0)) {
    value[0] = 0;
    place[0] = 1;
    holder[0] = -1;
    count = 1;
  }
  // One entry for each open container around `at`: numbers only, so that half a million rows take milliseconds.
  const containers: number[] = [];
  const places: number[] = [];
  let container = most > 0 && isContainer(index, 0) ? 0 : -1;
  let position = 1;
  let at = 1;
  while (container >= 0 && count < most) {
    if (at >= index.next[container]!) {
      container = containers.pop() ?? -1;
      position = places.pop() ?? 1;
      continue;
    }
    value[count] = at;
    place[count] = position++;
    holder[count++] = container;
    if (open[at] && isContainer(index, at)) {
      containers.push(container);
      places.push(position);
      container = at++;
      position = 1;
    } else {
      at = index.next[at]!;
    }
  }
  return {
    count,
    value: value.subarray(0, count),
    place: place.subarray(0, count),
    holder: holder.subarray(0, count),
  };
}

/** The row of a value, or −1: values ascend along the rows. */
export function rowOf(rows: JsonRows, value: number): number {
  let low = 0;
  let high = rows.count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows.value[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The containers around a value, outermost first. */
export function containersOf(index: JsonIndex, value: number): number[] {
  const around: number[] = [];
  let at = 0;
  while (at !== value && isContainer(index, at)) {
    around.push(at);
    let inside = -1;
    for (const member of jsonMembers(index, at)) {
      if (value < index.next[member]!) {
        inside = member;
        break;
      }
    }
    if (inside < 0) break;
    at = inside;
  }
  return around;
}

/** Where a value is, as one writes it in Python: `kinds[0].name`, `["a key"].x`; the root is "". */
export function jsonPath(index: JsonIndex, value: number): string {
  const steps = [...containersOf(index, value).slice(1), value];
  let path = "";
  let container = 0;
  for (const step of steps) {
    if (step === 0) break;
    const key = jsonKey(index, step);
    if (key === null) path += `[${placeIn(index, container, step)}]`;
    else if (/^[A-Za-z_]\w*$/.test(key)) path += path === "" ? key : `.${key}`;
    else path += `[${JSON.stringify(key)}]`;
    container = step;
  }
  return path;
}

/** What is copied of a value: the text that a string stands for, anything else verbatim. */
export function plainText(index: JsonIndex, value: number): string {
  const text = index.text.slice(index.start[value]!, index.end[value]!);
  return index.kind[value] === 3 && index.problem === null ? decodeString(text) : text;
}

/** The first characters of what a string stands for: a long one is not decoded as a whole. */
export function plainBeginning(index: JsonIndex, value: number, length: number): string {
  const start = index.start[value]!;
  const stored = 6 * length + 7; // an escaped character takes six; the quote and one cut escape come on top
  if (index.end[value]! - start <= stored + 2) return plainText(index, value);
  for (let cut = start + stored; cut > start + stored - 6; cut--) {
    const token = `${index.text.slice(start, cut)}"`;
    try {
      return decodeString(token).slice(0, length);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error; // the cut went through an escape: cut earlier
    }
  }
  return "";
}

function placeIn(index: JsonIndex, container: number, value: number): number {
  let place = 0;
  for (const member of jsonMembers(index, container)) {
    if (member === value) break;
    place++;
  }
  return place;
}
