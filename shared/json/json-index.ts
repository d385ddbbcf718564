import { type JsonProblem, scanPlain, scanString, skipSpace } from "./json-scan.ts";

/** Kinds of a JSON value; the position is the code in `JsonIndex.kind`. */
const JSON_KINDS = ["null", "boolean", "number", "string", "array", "object"] as const;
export type JsonKind = (typeof JSON_KINDS)[number];

/**
 * Where everything lies in a JSON text, without a copy of any of it: value i is `text.slice(start[i], end[i])`, in the
 * order of the text, so that a container comes before its members. All arrays have `count` entries.
 */
export interface JsonIndex {
  readonly text: string;
  /** Number of values; the root is value 0. Zero only when not even the root could be read. */
  readonly count: number;
  /** Position in `JSON_KINDS`. NaN and infinities count as numbers. */
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  /** Behind the value. For a container cut short by a problem: the end of what was read. */
  readonly end: Int32Array;
  /** The member's key with its quotes; −1 for the root and for elements of an array. */
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
  readonly depth: Int32Array;
  /** Direct members of a container; 0 for a plain value. */
  readonly members: Int32Array;
  /** The first value behind this one and everything in it: `next[i] - i` values belong to it. */
  readonly next: Int32Array;
  /** Null for well-formed JSON; else where reading stopped. What was read before it is in the index. */
  readonly problem: JsonProblem | null;
}

/** Bounds that keep a hostile text from filling the memory; a text past them is reported as a problem. */
export interface JsonLimits {
  maxDepth: number;
  maxValues: number;
}

const DEFAULT_LIMITS: JsonLimits = { maxDepth: 10_000, maxValues: 4_000_000 };

const ARRAY = 4;
const OBJECT = 5;

/**
 * Index a JSON text as Python writes it (NaN and infinities included). Linear in the length of the text, no recursion,
 * 33 bytes a value. Never throws: a malformed text gives what could be read and a `problem`.
 */
export function indexJson(text: string, limits: Partial<JsonLimits> = {}): JsonIndex {
  const { maxDepth, maxValues } = { ...DEFAULT_LIMITS, ...limits };
  const table = new Table();
  const open: number[] = []; // the containers around the value at hand
  let at = skipSpace(text, 0);
  let keyStart = -1;
  let keyEnd = -1;

  for (;;) {
    if (table.count >= maxValues) return finish(at, `it holds more than ${maxValues} values`);
    const code = text.charCodeAt(at);
    const id = table.add(kindOf(code, text, at), at, keyStart, keyEnd, open.length);
    if (open.length > 0) table.members[open.at(-1)!]!++;
    keyStart = keyEnd = -1;
    let isOpening = false;
    if (code === 0x7b || code === 0x5b) {
      if (open.length >= maxDepth) return finish(at, `it is nested deeper than ${maxDepth} levels`);
      open.push(id);
      at = skipSpace(text, at + 1);
      isOpening = text.charCodeAt(at) !== closingOf(id);
      if (!isOpening) close();
    } else {
      const end = code === 0x22 ? scanString(text, at) : scanPlain(text, at);
      if (end < 0) return fault(-1 - end, "a value is expected here");
      table.end[id] = at = end;
      table.next[id] = id + 1;
    }
    if (!isOpening) {
      for (;;) {
        at = skipSpace(text, at);
        const holder = open.at(-1);
        if (holder === undefined)
          return at === text.length ? finish(at) : finish(at, "more text follows the value");
        const separator = text.charCodeAt(at);
        if (separator === 0x2c) {
          at = skipSpace(text, at + 1);
          break;
        }
        if (separator !== closingOf(holder))
          return fault(at, "a comma or the end of the container is expected");
        close();
      }
    }
    if (table.kind[open.at(-1)!] === OBJECT) {
      if (text.charCodeAt(at) !== 0x22) return fault(at, "a key is expected here");
      keyStart = at;
      keyEnd = scanString(text, at);
      if (keyEnd < 0) return fault(-1 - keyEnd, "this key is malformed");
      at = skipSpace(text, keyEnd);
      if (text.charCodeAt(at) !== 0x3a) return fault(at, "a colon is expected here");
      at = skipSpace(text, at + 1);
    }
  }

  function closingOf(container: number): number {
    return table.kind[container] === OBJECT ? 0x7d : 0x5d;
  }

  function close(): void {
    const container = open.pop()!;
    table.end[container] = ++at;
    table.next[container] = table.count;
  }

  function fault(offset: number, message: string): JsonIndex {
    return finish(offset, offset >= text.length ? "the text ends too early" : message);
  }

  function finish(offset: number, message?: string): JsonIndex {
    if (message !== undefined) {
      // The last value may be only half read, and every container around it is left open.
      for (const id of [...open, table.count - 1]) {
        if (id < 0 || table.next[id] !== 0) continue;
        table.end[id] = Math.min(offset, text.length);
        table.next[id] = table.count;
      }
    }
    return { text, ...table.trimmed(), problem: message === undefined ? null : { offset, message } };
  }
}

/** The decoded key of a member; null for the root and for elements. */
export function jsonKey(index: JsonIndex, value: number): string | null {
  const start = index.keyStart[value]!;
  return start < 0 ? null : decodeString(index.text.slice(start, index.keyEnd[value]!));
}

/** The kind of a value, by name. */
export function jsonKind(index: JsonIndex, value: number): JsonKind {
  return JSON_KINDS[index.kind[value]!]!;
}

/** The text of a value, verbatim. */
export function jsonText(index: JsonIndex, value: number): string {
  return index.text.slice(index.start[value]!, index.end[value]!);
}

/** The direct members of a container, in the order of the text. */
export function* jsonMembers(index: JsonIndex, container: number): Generator<number> {
  if (index.kind[container]! < ARRAY) return;
  const end = index.next[container]!;
  for (let member = container + 1; member < end; member = index.next[member]!) yield member;
}

/** What a JSON string token stands for. The token must be well-formed, as the scanners have checked. */
export function decodeString(token: string): string {
  return token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
}

function kindOf(code: number, text: string, at: number): number {
  if (code === 0x7b) return OBJECT;
  if (code === 0x5b) return ARRAY;
  if (code === 0x22) return 3;
  if (code === 0x74 || code === 0x66) return 1;
  return code === 0x6e && text.startsWith("null", at) ? 0 : 2;
}

/** Typed arrays that grow by doubling. */
class Table {
  count = 0;
  kind = new Uint8Array(64);
  start = new Int32Array(64);
  end = new Int32Array(64);
  keyStart = new Int32Array(64);
  keyEnd = new Int32Array(64);
  depth = new Int32Array(64);
  members = new Int32Array(64);
  next = new Int32Array(64);

  add(kind: number, start: number, keyStart: number, keyEnd: number, depth: number): number {
    const id = this.count++;
    if (id === this.kind.length) this.resize(id * 2);
    this.kind[id] = kind;
    this.start[id] = start;
    this.keyStart[id] = keyStart;
    this.keyEnd[id] = keyEnd;
    this.depth[id] = depth;
    return id;
  }

  trimmed() {
    this.resize(this.count);
    const { count, kind, start, end, keyStart, keyEnd, depth, members, next } = this;
    return { count, kind, start, end, keyStart, keyEnd, depth, members, next };
  }

  private resize(length: number): void {
    const kinds = new Uint8Array(length);
    kinds.set(this.kind.subarray(0, length));
    this.kind = kinds;
    for (const column of ["start", "end", "keyStart", "keyEnd", "depth", "members", "next"] as const) {
      const grown = new Int32Array(length);
      grown.set(this[column].subarray(0, length));
      this[column] = grown;
    }
  }
}
