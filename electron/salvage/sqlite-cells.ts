import type { SqlitePages } from "./sqlite-pages.ts";

/** One value of a row as SQLite stores it. */
export type StoredValue = null | number | string | Buffer;

/** Kinds of pages of a tree (SQLite's file format, section 1.6). */
export const PAGE = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const;

/** A cell of a leaf or of an index, its parts that lie on other pages fetched. */
export interface Cell {
  /** Of a table's row; null in an index. Larger than 2^53 it is not exact, and no id of ours. */
  rowId: number | null;
  /** Null when it runs off its page or its further pages are not there. */
  payload: Buffer | null;
  /** The page below, of an inner page. */
  child: number | null;
}

/** A longer row than this is not read: an attribute text of that size is no node's. */
const MOST_PAYLOAD_BYTES = 256 * 1024 * 1024;

let after = 0; // where the last varint ended: a pair of values for each would be the cost of the walk

/** A varint of at most nine bytes, two's complement; exact up to 2^53. `after` tells where it ends. */
function varint(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) {
      after = bytes.length + 1;
      return -1;
    }
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      after = at + i + 1;
      return value;
    }
  }
  after = at + 9;
  if (after > bytes.length) return -1;
  // All 64 bits, as a negative number has them: a double would round it to another one.
  let exact = 0n;
  for (let i = 0; i < 8; i++) exact = (exact << 7n) | BigInt(bytes[at + i]! & 0x7f);
  return Number(BigInt.asIntN(64, (exact << 8n) | BigInt(bytes[at + 8]!)));
}

/** The parts of a page that a walk needs; null when it is no page of a tree, or its header contradicts itself. */
export function readTreePage(
  page: Buffer,
  start: number,
): { kind: number; cells: number[]; rightmost: number | null } | null {
  const kind = page[start]!;
  const isInterior = kind === PAGE.tableInterior || kind === PAGE.indexInterior;
  if (!isInterior && kind !== PAGE.tableLeaf && kind !== PAGE.indexLeaf) return null;
  const count = page.readUInt16BE(start + 3);
  const pointers = start + (isInterior ? 12 : 8);
  if (pointers + count * 2 > page.length) return null;
  const cells = Array.from({ length: count }, (_, i) => page.readUInt16BE(pointers + i * 2));
  return { kind, cells, rightmost: isInterior ? page.readUInt32BE(start + 8) : null };
}

/**
 * The cells of a page in their order. Cells that together name more bytes than the page has overlap: then the rest of
 * the page is passed over, as a page made to be read thousands of times.
 */
export function* readCells(pages: SqlitePages, page: Buffer, kind: number, at: readonly number[]) {
  let left = pages.pageBytes;
  for (const position of at) {
    const cell = readCell(pages, page, kind, position);
    left -= cell.localBytes;
    yield left < 0 ? { ...cell, payload: null } : cell;
    if (left < 0) return;
  }
}

function readCell(
  pages: SqlitePages,
  page: Buffer,
  kind: number,
  position: number,
): Cell & { localBytes: number } {
  const isIndex = kind === PAGE.indexInterior || kind === PAGE.indexLeaf;
  const isInterior = kind === PAGE.indexInterior || kind === PAGE.tableInterior;
  if (position + 4 > pages.usableBytes) return { rowId: null, payload: null, child: null, localBytes: 4 };
  const child = isInterior ? page.readUInt32BE(position) : null;
  let at = position + (isInterior ? 4 : 0);
  if (kind === PAGE.tableInterior) {
    const rowId = varint(page, at);
    return { rowId, payload: null, child, localBytes: after - position };
  }
  const length = varint(page, at);
  at = after;
  const rowId = isIndex ? null : varint(page, at);
  if (!isIndex) at = after;
  const local = localLength(length, pages.usableBytes, isIndex);
  const localBytes = at - position + Math.max(0, Math.min(local, pages.pageBytes));
  const isPossible = length >= 0 && length <= MOST_PAYLOAD_BYTES && at + local <= pages.usableBytes;
  if (!isPossible) return { rowId, payload: null, child, localBytes };
  if (local === length) return { rowId, payload: page.subarray(at, at + local), child, localBytes };
  const first = at + local + 4 <= pages.usableBytes ? page.readUInt32BE(at + local) : 0;
  const payload = withOverflow(pages, page.subarray(at, at + local), length, first);
  return { rowId, payload, child, localBytes };
}

/** Bytes of a payload that lie in the page itself (file format, section 1.6). */
function localLength(length: number, usable: number, isIndex: boolean): number {
  const most = isIndex ? Math.floor(((usable - 12) * 64) / 255) - 23 : usable - 35;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function withOverflow(pages: SqlitePages, local: Buffer, length: number, first: number): Buffer | null {
  const parts = [local];
  let missing = length - local.length;
  for (let next = first; missing > 0; ) {
    const page = pages.take(next);
    if (page === null) return null;
    const part = page.subarray(4, Math.min(pages.usableBytes, 4 + missing));
    parts.push(part);
    missing -= part.length;
    next = page.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/**
 * The values of a row or of an index entry (file format, section 2.1); null when they contradict their own lengths.
 * Integers past 2^53 are not exact.
 */
export function readRecord(payload: Buffer, encoding: SqlitePages["encoding"]): StoredValue[] | null {
  const headerEnd = varint(payload, 0);
  let at = after;
  if (headerEnd < at || headerEnd > payload.length) return null;
  let body = headerEnd;
  const values: StoredValue[] = [];
  while (at < headerEnd) {
    const type = varint(payload, at);
    at = after;
    const bytes = type >= 12 ? Math.floor((type - 12) / 2) : SERIAL_BYTES[type];
    if (bytes === undefined || body + bytes > payload.length) return null;
    values.push(readValue(payload, type, body, bytes, encoding));
    body += bytes;
  }
  return at === headerEnd ? values : null;
}

/** Bytes by serial type; 10 and 11 are for SQLite's own use and never in a file. */
const SERIAL_BYTES: readonly (number | undefined)[] = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function readValue(
  payload: Buffer,
  type: number,
  at: number,
  bytes: number,
  encoding: SqlitePages["encoding"],
): StoredValue {
  if (type === 0) return null;
  if (type <= 5) return payload.readIntBE(at, bytes);
  if (type === 6) return Number(payload.readBigInt64BE(at));
  if (type === 7) return payload.readDoubleBE(at);
  if (type <= 9) return type - 8;
  const raw = payload.subarray(at, at + bytes);
  return type % 2 === 0 ? Buffer.from(raw) : raw.toString(encoding);
}
