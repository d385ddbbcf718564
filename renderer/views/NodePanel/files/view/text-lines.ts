/** Characters of a row; a longer line goes on in rows without a number. */
export const ROW_CHARACTERS = 1000;

/** The rows of a text, built up from pieces of its bytes in order. */
export interface TextLines {
  /** Text of each row, without its line end. */
  readonly rows: string[];
  /** Number of the line that begins in each row, from 1; 0 for a row that goes on a long line, or where it is not known. */
  readonly numbers: number[];
  readonly lines: number;
  /** Characters of the longest row. */
  readonly longest: number;
}

/** Reads pieces of a file into rows. Feed all pieces in order; a line that a piece ends inside is held back. */
export class LineReader {
  readonly #decoder: TextDecoder;
  readonly #rows: string[] = [];
  readonly #numbers: number[] = [];
  #lines = 0;
  #longest = 0;
  #rest = "";
  #hasBegun = false;
  readonly #isNumbered: boolean;

  /** @param isNumbered False when the bytes do not begin at the start of the file: no line's number is known. */
  constructor(encoding: "utf-8" | "windows-1252", isNumbered = true) {
    this.#decoder = new TextDecoder(encoding);
    this.#isNumbered = isNumbered;
  }

  /** Take the next bytes; `isLast` ends the text, and with it the line at hand. */
  add(bytes: Uint8Array, isLast: boolean): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: !isLast });
    const lines = text.split("\n");
    this.#rest = isLast ? "" : (lines.pop() ?? "");
    if (isLast && lines.at(-1) === "" && (this.#hasBegun || lines.length > 1)) lines.pop(); // the end of the last line
    for (const line of lines) this.#addLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  /** The rows so far. The arrays grow with the next piece: take `rows.length` as of now. */
  read(): TextLines {
    return { rows: this.#rows, numbers: this.#numbers, lines: this.#lines, longest: this.#longest };
  }

  #addLine(line: string): void {
    this.#hasBegun = true;
    this.#lines++;
    let from = 0;
    do {
      const row = line.length <= ROW_CHARACTERS ? line : line.slice(from, from + ROW_CHARACTERS);
      this.#rows.push(row);
      this.#numbers.push(from === 0 && this.#isNumbered ? this.#lines : 0);
      if (row.length > this.#longest) this.#longest = row.length;
      from += ROW_CHARACTERS;
    } while (from < line.length);
  }
}

/** Rows whose text matches, ascending, at most `limit`. */
export function matchingRows(rows: readonly string[], pattern: RegExp | null, limit: number): number[] {
  const found: number[] = [];
  if (!pattern) return found;
  for (let row = 0; row < rows.length && found.length < limit; row++) {
    pattern.lastIndex = 0;
    if (pattern.test(rows[row]!)) found.push(row);
  }
  return found;
}
