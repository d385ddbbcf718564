import { isSqliteHeader } from "../db/sqlite-header.ts";

/** Bytes of a database that may be damaged or end too early. */
export interface DatabaseBytes {
  readonly length: number;
  /** Exactly `length` bytes that lie within. */
  readAt(position: number, length: number): Buffer;
}

const DEFAULT_PAGE_BYTES = 4096; // AiiDA sets no other (`docs/data-model.md`, "Tables")
/** Fields of the file header (SQLite's file format, section 1.3). */
const HEADER = { pageBytes: 16, reserved: 20, pages: 28, freelist: 32, encoding: 56 } as const;
const SMALLEST_PAGE_BYTES = 512;
const MOST_RESERVED = 32;

/**
 * The pages of a database, each given to one owner only: a damaged or hostile file whose trees share pages or run in
 * circles ends the walk instead of making it endless.
 */
export class SqlitePages {
  readonly #bytes: DatabaseBytes;
  readonly pageBytes: number;
  /** Bytes of a page that hold data. */
  readonly usableBytes: number;
  /** Whole pages that there are. */
  readonly count: number;
  /** Pages that there were when the file was written, as its header says; `count` if it does not say. */
  readonly namedCount: number;
  readonly encoding: "utf8" | "utf16le";
  /** False when the file does not begin as a database does: then the page size is taken to be the usual one. */
  readonly hasHeader: boolean;
  readonly #taken: Uint8Array;

  constructor(bytes: DatabaseBytes) {
    this.#bytes = bytes;
    const header = bytes.readAt(0, Math.min(100, bytes.length));
    const named = header.length < 100 ? 0 : header.readUInt16BE(HEADER.pageBytes);
    const size = named === 1 ? 65_536 : named;
    const isPossible = size >= SMALLEST_PAGE_BYTES && (size & (size - 1)) === 0;
    this.hasHeader = isSqliteHeader(header) && isPossible;
    this.pageBytes = isPossible ? size : DEFAULT_PAGE_BYTES;
    const reserved = this.hasHeader ? header[HEADER.reserved]! : 0;
    this.usableBytes = this.pageBytes - (reserved <= MOST_RESERVED ? reserved : 0);
    this.count = Math.floor(bytes.length / this.pageBytes);
    const pages = this.hasHeader ? header.readUInt32BE(HEADER.pages) : 0;
    this.namedCount = pages > 0 ? pages : this.count;
    this.encoding = this.hasHeader && header.readUInt32BE(HEADER.encoding) === 2 ? "utf16le" : "utf8";
    // The field may be what is damaged: in UTF-8 the names of AiiDA's tables stand in the first page as they are.
    const first = bytes.readAt(0, Math.min(this.pageBytes, bytes.length));
    if (first.includes("db_db")) this.encoding = "utf8";
    this.#taken = new Uint8Array(this.count + 1);
    if (this.hasHeader) this.#takeFreePages(header.readUInt32BE(HEADER.freelist));
  }

  /** A page that nobody has taken before, and which now is taken; null for others and those that are not there. */
  take(number: number): Buffer | null {
    if (number < 1 || number > this.count || this.#taken[number] === 1) return null;
    this.#taken[number] = 1;
    return this.#bytes.readAt((number - 1) * this.pageBytes, this.pageBytes);
  }

  /** A page as `take` gives it, but left for others. */
  look(number: number): Buffer | null {
    const page = this.take(number);
    if (page !== null) this.#taken[number] = 0;
    return page;
  }

  /** Where the tree's header begins in a page: the first page starts with the header of the file. */
  treeStart(number: number): number {
    return number === 1 ? 100 : 0;
  }

  /** Free pages hold rows that were deleted: nobody may find them again (file format, section 1.5). */
  #takeFreePages(first: number): void {
    for (let trunk = this.take(first); trunk !== null; trunk = this.take(trunk.readUInt32BE(0))) {
      const leaves = Math.min(trunk.readUInt32BE(4), this.usableBytes / 4 - 2);
      for (let leaf = 0; leaf < leaves; leaf++) {
        const number = trunk.readUInt32BE(8 + leaf * 4);
        if (number >= 1 && number <= this.count) this.#taken[number] = 1;
      }
    }
  }
}
