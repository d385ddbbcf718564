import { withoutPadding } from "../../shared/text/without-padding.ts";

/** What an `.npy` file says of itself (NEP 1; versions 1 to 3 differ in the length and the encoding of the header). */
export interface NpyHeader {
  /** NumPy's name of the type, e.g. `<f8`. */
  descr: string;
  isFortranOrder: boolean;
  shape: number[];
  /** Where the elements begin. */
  dataOffset: number;
}

/** How to show one element. */
export interface ElementReader {
  itemSize: number;
  /** Text of the element at this offset. 64-bit integers keep all digits. */
  read(bytes: Buffer, offset: number): string;
}

const MAGIC = Buffer.from("\u0093NUMPY", "latin1");
/** The longest header that is read; a shape and a type need a hundred bytes, structured types some thousand. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** Read the header; `bytes` are the first `MAX_HEADER_BYTES` of the file, or all of it. A problem is a sentence. */
export function readNpyHeader(bytes: Buffer): NpyHeader | { problem: string } {
  if (bytes.length < 12 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return { problem: "the file is not in NumPy's format" };
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) return { problem: `NumPy format version ${version} is not known` };
  const textStart = version === 1 ? 10 : 12;
  const textLength = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const dataOffset = textStart + textLength;
  if (dataOffset > Math.min(bytes.length, MAX_HEADER_BYTES))
    return { problem: "its header is cut short or too long" };
  const text = bytes.toString(version === 3 ? "utf8" : "latin1", textStart, dataOffset);
  return parseHeader(text, dataOffset);
}

/** The header is a Python dictionary literal with three keys, in any order. */
function parseHeader(text: string, dataOffset: number): NpyHeader | { problem: string } {
  const descr = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[))/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text);
  if (!descr || !order || !shape) return { problem: "its header cannot be read" };
  if (descr[3] !== undefined) return { problem: "a structured type (records) cannot be shown" };
  const lengths = shape[1]!.split(",").map((part) => part.trim().replace(/L$/, ""));
  const numbers = lengths.filter((part) => part !== "").map(Number);
  const size = numbers.reduce((product, length) => product * length, 1);
  if (!numbers.every(Number.isSafeInteger) || !Number.isSafeInteger(size)) {
    return { problem: "its shape is not possible" };
  }
  return { descr: descr[1] ?? descr[2]!, isFortranOrder: order[1] === "True", shape: numbers, dataOffset };
}

/** How to read elements of a type, or why they cannot be shown. */
export function elementReader(descr: string): ElementReader | { problem: string } {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)(\[.*\])?$/.exec(descr);
  if (!match) return { problem: `the type ${descr} is not known` };
  const isLittle = match[1] !== ">"; // "=" never stands in a file; "|" means that order does not matter
  const kind = match[2]!;
  const size = Number(match[3]);
  if (kind === "O")
    return { problem: "it holds Python objects, which only Python could read, by running code" };
  const reader = numberReader(kind, size, isLittle) ?? textReader(kind, size, isLittle);
  return reader ?? { problem: `elements of type ${descr} cannot be shown` };
}

function numberReader(kind: string, size: number, isLittle: boolean): ElementReader | null {
  const reader = (read: ElementReader["read"]): ElementReader => ({ itemSize: size, read });
  switch (`${kind}${size}`) {
    case "b1":
    case "?":
      return { itemSize: 1, read: (bytes, at) => (bytes[at] === 0 ? "False" : "True") };
    case "i1":
      return reader((bytes, at) => String(bytes.readInt8(at)));
    case "u1":
      return reader((bytes, at) => String(bytes.readUInt8(at)));
    case "i2":
      return reader((bytes, at) => String(isLittle ? bytes.readInt16LE(at) : bytes.readInt16BE(at)));
    case "u2":
      return reader((bytes, at) => String(isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)));
    case "i4":
      return reader((bytes, at) => String(isLittle ? bytes.readInt32LE(at) : bytes.readInt32BE(at)));
    case "u4":
      return reader((bytes, at) => String(isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)));
    case "i8":
      return reader((bytes, at) => String(isLittle ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at)));
    case "u8":
      return reader((bytes, at) => String(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at)));
    case "f2":
      return reader((bytes, at) =>
        floatText(halfFloat(isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))),
      );
    case "f4":
      return reader((bytes, at) => singleText(single(bytes, at, isLittle)));
    case "f8":
      return reader((bytes, at) => floatText(double(bytes, at, isLittle)));
    case "c8":
      return reader((bytes, at) =>
        complexText(singleText(single(bytes, at, isLittle)), singleText(single(bytes, at + 4, isLittle))),
      );
    case "c16":
      return reader((bytes, at) =>
        complexText(floatText(double(bytes, at, isLittle)), floatText(double(bytes, at + 8, isLittle))),
      );
    default:
      return null;
  }
}

function textReader(kind: string, size: number, isLittle: boolean): ElementReader | null {
  if (kind === "S" || kind === "a") {
    return {
      itemSize: size,
      read: (bytes, at) => withoutPadding(bytes.toString("latin1", at, at + size)),
    };
  }
  if (kind !== "U") return null;
  const read = (bytes: Buffer, at: number) => {
    let text = "";
    for (let end = at + size * 4; at < end; at += 4) {
      const point = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
    }
    return withoutPadding(text);
  };
  return { itemSize: size * 4, read };
}

const single = (bytes: Buffer, at: number, isLittle: boolean) =>
  isLittle ? bytes.readFloatLE(at) : bytes.readFloatBE(at);
const double = (bytes: Buffer, at: number, isLittle: boolean) =>
  isLittle ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at);

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The shortest text that gives the same 32-bit number. */
function singleText(value: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return floatText(shorter);
  }
  return floatText(Number(value.toPrecision(9)));
}

function complexText(real: string, imaginary: string): string {
  return `${real}${imaginary.startsWith("-") ? "" : "+"}${imaginary}j`;
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
