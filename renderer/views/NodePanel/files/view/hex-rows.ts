/** Bytes shown in one row. */
export const HEX_ROW = 16;

export interface HexRow {
  offset: string; // "0001a2f0"
  hex: string; // "00 1f … ", eight and eight
  ascii: string; // printable ASCII, a middle dot for the rest
}

/** One row of a hex listing: the bytes at `offset`, up to 16 of them. */
export function hexRow(offset: number, bytes: Uint8Array): HexRow {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const padded = [...pairs, ...Array<string>(HEX_ROW - pairs.length).fill("  ")];
  return {
    offset: offset.toString(16).padStart(8, "0"),
    hex: `${padded.slice(0, 8).join(" ")}  ${padded.slice(8).join(" ")}`,
    ascii: Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join(""),
  };
}
