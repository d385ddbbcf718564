import { asciiString } from "../../../shared/json/object-text.ts";
import { withoutPadding } from "../../../shared/text/without-padding.ts";

/** Trajectories whose symbols were an array of their own until 0.3 (AiiDA 1.6's `v03_to_v04.py`). */
export const TRAJECTORY = "data.array.trajectory.TrajectoryData.";
export const SYMBOLS_FILE = "symbols.npy";

/** Attributes that change with it. */
export const SYMBOLS_ATTRIBUTES: readonly string[] = ["array|symbols", "symbols"];

/** Largest `symbols.npy` that is read: a million atoms with names of four letters. */
export const MAX_SYMBOLS_BYTES = 16 * 1024 * 1024;
/** Symbols that wait as texts of their own: of millions of them each would take as much memory as ten in one text. */
const PIECE = 10_000;

/** One text type and one number need a hundred. */
const MOST_HEADER_BYTES = 64 * 1024;
const MAGIC = Buffer.from("\u0093NUMPY", "latin1");
/** The header is a dictionary of Python, its keys in any order; Python 2 may have put an L behind a number. */
const TYPE = /['"]descr['"]\s*:\s*['"]([<>|=]?)([US])(\d+)['"]/;
const SHAPE = /['"]shape['"]\s*:\s*\(\s*(\d+)L?\s*,?\s*\)/;

/**
 * The JSON text of a list of symbols, from a one-dimensional NumPy array of texts (`<U2`) or bytes (`|S2`, which
 * Python 2 wrote); null when the file is something else.
 */
export function symbolsText(file: Buffer): string | null {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC) || file.length < 12) return null;
  const isFirstVersion = file[6] === 1;
  const headerStart = isFirstVersion ? 10 : 12;
  const start = headerStart + (isFirstVersion ? file.readUInt16LE(8) : file.readUInt32LE(8));
  if (start > MOST_HEADER_BYTES) return null;
  const header = file.toString("latin1", headerStart, start);
  const type = TYPE.exec(header);
  const shape = SHAPE.exec(header);
  if (type === null || shape === null) return null;
  const [, order, kind] = type;
  const length = Number(type[3]);
  const count = Number(shape[1]);
  const itemBytes = kind === "U" ? length * 4 : length;
  if (itemBytes === 0 && count > 0) return null; // any number of them would fit into no bytes
  if (start + itemBytes * count > file.length) return null;
  let text = "";
  let piece: string[] = [];
  for (let item = 0; item < count; item++) {
    const bytes = file.subarray(start + item * itemBytes, start + (item + 1) * itemBytes);
    const symbol = kind === "U" ? codePoints(bytes, order === ">") : bytes.toString("latin1");
    if (symbol === null) return null;
    piece.push(asciiString(withoutPadding(symbol)));
    if (piece.length < PIECE && item < count - 1) continue;
    text += (text === "" ? "" : ", ") + piece.join(", ");
    piece = [];
  }
  return `[${text}]`;
}

function codePoints(bytes: Buffer, isBigEndian: boolean): string | null {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const point = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    if (point > 0x10ffff) return null;
    text += String.fromCodePoint(point);
  }
  return text;
}
