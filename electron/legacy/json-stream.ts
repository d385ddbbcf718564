import { isAscii, isUtf8 } from "node:buffer";
import { corrupt } from "../archive/corrupt.ts";
import { limit, limitError } from "../archive/limits.ts";
import { printableName } from "../archive/member-names.ts";
import * as token from "./json-tokens.ts";

/** What becomes of a container: its members come one by one, it comes as one value, or it is only checked. */
export type ContainerChoice = "open" | "take" | "skip";

/**
 * Who listens to a stream of JSON. Paths are the keys of the open containers, from the root's members on; elements of an
 * array have the key "".
 */
export interface JsonVisitor {
  /** A container begins: first the root, which has no key. */
  container(path: readonly string[], key: string | null, isObject: boolean): ContainerChoice;
  /** A value of an open container, well-formed JSON in valid UTF-8; `bytes` are good until the call returns. */
  value(path: readonly string[], key: string | null, bytes: Buffer): void;
}

interface Frame {
  path: readonly string[];
  isObject: boolean;
}

/** Where the reader is, seen from the innermost open container. */
const BETWEEN = 0;
const IN_KEY = 1;
const IN_SCALAR = 2;
const IN_CONTAINER = 3;

const SPACE = 0x20;
const MOST_SHOWN = 60;
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/**
 * Read one JSON text of any length from chunks, cut anywhere, and hand out its parts as they come. Memory: the value
 * at hand. Everything is checked as Python's `json` checks it; a byte order mark is skipped. About 300 MB a second.
 * @throws AppError from `push` and `finish`: `archive/corrupt` (details: member, check, offset, where),
 *   `archive/limit` for too deep a nesting or too large a value.
 */
export class JsonStream {
  private readonly member: string;
  private readonly visitor: JsonVisitor;
  private readonly maxDepth = limit("STEMMA_MAX_JSON_DEPTH");
  private readonly maxValueBytes = limit("STEMMA_MAX_JSON_BYTES");
  private readonly frames: Frame[] = [];
  private readonly isObject: Uint8Array;
  private depth = 0;
  private state = token.VALUE;
  private mode = BETWEEN;
  private key: string | null = null;
  /** Where in the chunk the key or value at hand begins; −1 while there is none, or none that is wanted. */
  private start = -1;
  private carried: Buffer[] = [];
  /** Whether the chunk at hand and what is carried are ASCII, as AiiDA writes: then no value needs to be looked at. */
  private isPlain = true;
  private isCarriedPlain = true;
  private carriedBytes = 0;
  private offset = 0;
  private head: Buffer | null = Buffer.alloc(0);

  constructor(member: string, visitor: JsonVisitor) {
    this.member = member;
    this.visitor = visitor;
    this.isObject = new Uint8Array(this.maxDepth);
  }

  /** Bytes read so far. */
  get bytesRead(): number {
    return this.offset;
  }

  push(bytes: Buffer): void {
    if (this.head === null) return this.read(bytes);
    this.head = Buffer.concat([this.head, bytes]);
    if (this.head.length >= BYTE_ORDER_MARK.length) this.readHead(this.head);
  }

  /** The first bytes, which may be a byte order mark. */
  private readHead(head: Buffer): void {
    const isMarked = head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    if (isMarked) this.offset = BYTE_ORDER_MARK.length;
    this.head = null;
    this.read(head.subarray(this.offset));
  }

  private read(chunk: Buffer): void {
    let at = 0;
    this.isPlain = isAscii(chunk);
    while (at < chunk.length) {
      if (this.mode === IN_CONTAINER) at = this.passContainer(chunk, at);
      else if (this.mode === BETWEEN) at = this.step(chunk, at);
      else if (this.mode === IN_KEY) at = this.passKey(chunk, at);
      else at = this.passScalar(chunk, at);
    }
    if (this.start >= 0) {
      this.carry(chunk.subarray(this.start));
      this.start = 0;
    }
    this.offset += chunk.length;
  }

  /** The text ends here. */
  finish(): void {
    if (this.head !== null) this.readHead(this.head);
    if (this.depth === 0) this.read(Buffer.from(" ")); // a number has no end of its own
    const isWhole = this.depth === 0 && this.mode === BETWEEN && this.state === token.AFTER;
    if (!isWhole) throw this.fault(0, "it ends too early");
  }

  /** One byte on the level of the innermost open container. */
  private step(chunk: Buffer, at: number): number {
    const before = this.state;
    const next = token.JSON_TABLE[(before << 8) | chunk[at]!]!;
    switch (next) {
      case token.FAULT:
        throw this.fault(at, EXPECTED[before] ?? "this is not JSON");
      case token.OPEN_OBJECT:
      case token.OPEN_ARRAY:
        this.begin(next === token.OPEN_OBJECT, at);
        break;
      case token.CLOSE_OBJECT:
      case token.CLOSE_ARRAY:
        this.close(next === token.CLOSE_OBJECT, at);
        this.frames.pop();
        break;
      case token.COMMA:
        if (this.depth === 0) throw this.fault(at, "more text follows the value");
        this.state = this.isObject[this.depth - 1] ? token.KEY : token.VALUE;
        break;
      default:
        this.state = next;
        if (next === token.KEY_TEXT) this.mode = IN_KEY;
        else if (before <= token.VALUE_OR_END && next !== before) this.mode = IN_SCALAR;
        else return at + 1;
        this.start = at;
    }
    return at + 1;
  }

  private begin(isObject: boolean, at: number): void {
    const path = this.path();
    const key = this.memberKey();
    const choice = this.visitor.container(path, key, isObject);
    this.open(isObject, at);
    if (choice === "open") {
      this.frames.push({ path: this.depth === 1 ? [] : [...path, key ?? ""], isObject });
      this.key = null;
    } else {
      this.mode = IN_CONTAINER;
      this.start = choice === "take" ? at : -1;
    }
  }

  private open(isObject: boolean, at: number): void {
    if (this.depth >= this.maxDepth) {
      const what = (n: string) => `${this.member} is nested ${n} levels deep at byte ${this.offset + at}`;
      throw limitError("STEMMA_MAX_JSON_DEPTH", what, this.depth + 1, this.member);
    }
    this.isObject[this.depth++] = isObject ? 1 : 0;
    this.state = isObject ? token.KEY_OR_END : token.VALUE_OR_END;
  }

  private close(isObject: boolean, at: number): void {
    if (this.depth === 0 || this.isObject[this.depth - 1] !== (isObject ? 1 : 0)) {
      throw this.fault(at, "there is nothing to close here");
    }
    this.depth--;
    this.state = token.AFTER;
  }

  /** Up to the end of the container, or of the chunk. */
  private passContainer(chunk: Buffer, from: number): number {
    const table = token.JSON_TABLE;
    const end = chunk.length;
    let state = this.state;
    let at = from;
    for (;;) {
      let next = 0;
      while (at < end && (next = table[(state << 8) | chunk[at]!]!) < token.FIRST_ACTION) {
        state = next;
        at++;
      }
      this.state = state;
      if (at === end) return at;
      if (next === token.COMMA) this.state = this.isObject[this.depth - 1] ? token.KEY : token.VALUE;
      else if (next === token.OPEN_OBJECT || next === token.OPEN_ARRAY) {
        this.open(next === token.OPEN_OBJECT, at);
      } else if (next === token.FAULT) throw this.fault(at, EXPECTED[state] ?? "this is not JSON");
      else {
        this.close(next === token.CLOSE_OBJECT, at);
        if (this.depth === this.frames.length) {
          this.end(chunk, at + 1);
          return at + 1;
        }
      }
      state = this.state;
      at++;
    }
  }

  private passKey(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const next = token.JSON_TABLE[(this.state << 8) | chunk[at]!]!;
      if (next >= token.FIRST_ACTION) throw this.fault(at, "this key is malformed");
      this.state = next;
      if (next !== token.COLON) continue;
      this.key = textOf(this.take(chunk, at + 1));
      this.mode = BETWEEN;
      return at + 1;
    }
    return chunk.length;
  }

  private passScalar(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const next = token.JSON_TABLE[(this.state << 8) | chunk[at]!]!;
      if (next === token.FAULT) throw this.fault(at, "this value is malformed");
      this.state = next;
      if (next < token.FIRST_ACTION && next !== token.AFTER) continue;
      // A number ends before what follows it; a string and a word end with their last character.
      const isBehind = next >= token.FIRST_ACTION || chunk[at]! <= SPACE;
      this.state = token.AFTER;
      this.end(chunk, isBehind ? at : at + 1);
      return isBehind ? at : at + 1;
    }
    return chunk.length;
  }

  /** The value at hand is complete. */
  private end(chunk: Buffer, end: number): void {
    this.mode = BETWEEN;
    if (this.start >= 0) this.visitor.value(this.path(), this.memberKey(), this.take(chunk, end));
    this.key = null;
  }

  /** The bytes of the key or value at hand, which ends at `end`. */
  private take(chunk: Buffer, end: number): Buffer {
    let bytes = chunk.subarray(this.start, end);
    let isPlain = this.isPlain;
    if (this.carried.length > 0) {
      this.carry(bytes);
      bytes = Buffer.concat(this.carried, this.carriedBytes);
      isPlain = this.isCarriedPlain;
      this.carried = [];
      this.carriedBytes = 0;
      this.isCarriedPlain = true;
    }
    this.start = -1;
    if (!isPlain && !isUtf8(bytes)) throw this.fault(end - bytes.length, "this is not UTF-8", "utf-8");
    return bytes;
  }

  private carry(bytes: Buffer): void {
    this.carriedBytes += bytes.length;
    if (this.carriedBytes > this.maxValueBytes) {
      const what = (n: string) => `The value ${this.where()} of ${this.member} has ${n} bytes`;
      throw limitError("STEMMA_MAX_JSON_BYTES", what, this.carriedBytes, this.member);
    }
    this.isCarriedPlain &&= this.isPlain;
    this.carried.push(Buffer.from(bytes));
  }

  private path(): readonly string[] {
    return this.frames.at(-1)?.path ?? [];
  }

  /** The key of the value at hand; null for the root. */
  private memberKey(): string | null {
    return this.key ?? (this.frames.length === 0 ? null : "");
  }

  private where(): string {
    const path = [...this.path(), ...(this.key === null ? [] : [this.key])];
    return printableName(path.map((key) => key.slice(0, MOST_SHOWN)).join("."));
  }

  private fault(at: number, problem: string, check = "json") {
    const offset = this.offset + at;
    const where = this.where();
    const place = `byte ${offset.toLocaleString("en")}${where === "" ? "" : ` (in ${where})`}`;
    return corrupt(this.member, check, `${this.member} cannot be read at ${place}: ${problem}`, {
      offset,
      where,
    });
  }
}

/** A string of well-formed JSON, as the table says. */
function textOf(json: Buffer): string {
  const text = json.toString();
  return text.includes("\\") ? (JSON.parse(text) as string) : text.slice(1, -1);
}

const EXPECTED: Readonly<Record<number, string>> = {
  [token.VALUE]: "a value is expected",
  [token.VALUE_OR_END]: "a value is expected",
  [token.KEY]: "a key is expected",
  [token.KEY_OR_END]: "a key is expected",
  [token.COLON]: "a colon is expected",
  [token.AFTER]: "a comma or an end is expected",
};
