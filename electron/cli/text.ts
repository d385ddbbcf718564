import { groupedDigits } from "../../shared/text/grouped-digits.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { processOutcome } from "../../shared/model/process-state.ts";

/** Colours of the text output; only `paint` knows their codes. */
export type Colour = "bold" | "dim" | "red" | "green" | "yellow";

const CODES: Record<Colour, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** A function that colours text when colour is wanted. The text must be escaped already. */
export function painter(colour: boolean): (text: string, colour: Colour | null) => string {
  return (text, wanted) => (colour && wanted ? `\u001b[${CODES[wanted]}m${text}\u001b[0m` : text);
}

/** Colour of a process state: good, bad, or still open. */
export function stateColour(processState: string | null, exitStatus: number | null): Colour {
  const outcome = processOutcome(processState, exitStatus);
  return outcome === "ok" ? "green" : outcome === "failed" ? "red" : "yellow";
}

/** Where a column's text begins: numbers are aligned at their end. */
export interface TextColumn {
  title: string;
  alignRight?: boolean;
  /** Longer cells are cut with "…"; default 48. */
  maxWidth?: number;
}

const DEFAULT_MAX_WIDTH = 48;
/** A longer name pushes its own value aside, and no other. */
const MAX_NAME_WIDTH = 40;

type Rows = readonly (readonly string[])[];
type PaintCell = (text: string, row: number, column: number) => string;

/**
 * Aligned lines with a heading, each with a line feed. Cells are escaped here; `paintCell` may colour the finished
 * cell of a row and column. The last column is not padded.
 */
export function textTable(columns: readonly TextColumn[], rows: Rows, paintCell?: PaintCell): string {
  const widths = tableWidths(columns, rows);
  return tableHeading(columns, widths) + tableRows(columns, rows, widths, paintCell);
}

/** Widths that the columns need for these rows and for those that gave `before`. */
export function tableWidths(
  columns: readonly TextColumn[],
  rows: Rows,
  before: readonly number[] = columns.map(({ title }) => displayWidth(title)),
): number[] {
  return columns.map((column, at) =>
    rows.reduce(
      (most, row) => Math.max(most, displayWidth(shownCell(row[at] ?? "", column))),
      Math.max(before[at] ?? 0, displayWidth(column.title)),
    ),
  );
}

/** The line of titles of a table that is written in parts. */
export function tableHeading(columns: readonly TextColumn[], widths: readonly number[]): string {
  return tableLine(
    columns,
    columns.map(({ title }) => title),
    widths,
    (text) => text,
  );
}

/** Lines of a table that is written in parts; see `textTable`. */
export function tableRows(
  columns: readonly TextColumn[],
  rows: Rows,
  widths: readonly number[],
  paintCell: PaintCell = (text) => text,
): string {
  return rows
    .map((row, number) =>
      tableLine(
        columns,
        row.map((cell, column) => shownCell(cell, columns[column]!)),
        widths,
        (text, column) => paintCell(text, number, column),
      ),
    )
    .join("");
}

function tableLine(
  columns: readonly TextColumn[],
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string, column: number) => string,
): string {
  const line = cells
    .map((cell, column) => {
      const gap = " ".repeat(Math.max(0, widths[column]! - displayWidth(cell)));
      const shown = paint(cell, column);
      if (columns[column]!.alignRight) return gap + shown;
      return column === columns.length - 1 ? shown : shown + gap;
    })
    .join("  ")
    .trimEnd();
  return `${line}\n`;
}

function shownCell(text: string, { maxWidth = DEFAULT_MAX_WIDTH }: TextColumn): string {
  // No more of a long text is escaped than can be shown: every character takes a column, but for marks.
  return cut(
    escapeLine(text.slice(0, SHOWN_PER_COLUMN * maxWidth)),
    maxWidth,
    text.length > SHOWN_PER_COLUMN * maxWidth,
  );
}

/** Characters of a text that are looked at for each column it may fill: most marks stand alone on their letter. */
const SHOWN_PER_COLUMN = 8;

/** Lines of "name  value", names aligned, values escaped. Values that are null are left out. */
export function factLines(
  facts: readonly (readonly [name: string, value: string | null])[],
  indent = "",
): string {
  const shown = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);
  const width = Math.min(MAX_NAME_WIDTH, widest(shown.map(([name]) => escapeLine(name))));
  return shown
    .map(([name, value]) => {
      const escaped = escapeLine(name);
      return `${indent}${escaped}${" ".repeat(Math.max(0, width - displayWidth(escaped)))}  ${escapeLine(value)}\n`;
    })
    .join("");
}

/** Counts as lines of "name  1,204", numbers aligned at their end. Names may be stored text. */
export function countLines(counts: readonly (readonly [name: string, count: number])[]): string {
  const shown = counts.map(([name, count]) => [name, groupedDigits(count)] as const);
  const width = widest(shown.map(([, count]) => count));
  return factLines(
    shown.map(([name, count]) => [name, count.padStart(width)] as const),
    "  ",
  );
}

/** Bytes for people: `512 B`, `12.3 kB`, `1.2 GB` (powers of 1000). */
export function byteText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit]}`;
}

/** A count with its noun: `1 node`, `1,204 nodes`. */
export function countText(count: number, noun: string): string {
  return `${groupedDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Columns that a terminal gives a text: wide for East Asian characters and pictographs, none for combining marks. */
function displayWidth(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/^\p{Mark}$/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Extended_Pictographic}/u;

function cut(text: string, maxWidth: number, isLonger: boolean): string {
  if (!isLonger && displayWidth(text) <= maxWidth) return text;
  let shown = "";
  let width = 0;
  for (const character of text) {
    width += displayWidth(character);
    if (width > maxWidth - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** Not by `Math.max(...)`: the stack holds only so many arguments. */
function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}
