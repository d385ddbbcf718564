/**
 * A name of a tar as text. Bytes that are no UTF-8 become lone surrogates, `0xff` for instance `\udcff`, as Python has it
 * (`surrogateescape`): so names that differ stay different, and come out as AiiDA's conversion writes them.
 */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? decodeBroken(bytes) : text;
}

function decodeBroken(bytes: Buffer): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = validLength(bytes, at);
    if (length === 0) pieces.push(String.fromCharCode(0xdc00 + bytes[at]!));
    else pieces.push(bytes.toString("utf8", at, at + length));
    at += Math.max(1, length);
  }
  return pieces.join("");
}

/** Bytes of the well-formed UTF-8 character at this place; 0 where there is none. */
function validLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const character = bytes.subarray(at, at + length);
  return Buffer.from(character.toString("utf8")).equals(character) ? length : 0;
}
