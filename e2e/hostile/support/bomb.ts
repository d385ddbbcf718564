import { constants, crc32, deflateRawSync } from "node:zlib";
import type { CraftedMember } from "../../../electron/archive/testing/craft-zip.ts";

const PIECE_BYTES = 1024 * 1024;

/**
 * A member that unpacks to `head`, then the same piece of text again and again up to `size`, then `tail`: made
 * without ever holding what it unpacks to.
 */
export function bomb(
  name: string,
  size: number,
  { head = "", piece = "\0", tail = "" }: { head?: string | Buffer; piece?: string; tail?: string } = {},
): CraftedMember {
  const first = Buffer.from(head);
  const last = Buffer.from(tail);
  const middle = Buffer.from(piece.repeat(Math.ceil(PIECE_BYTES / piece.length)));
  const times = Math.floor((size - first.length - last.length) / middle.length);
  // A full flush ends on a whole byte and forgets what came before, so that the packed piece can be repeated.
  const packedMiddle = deflateRawSync(middle, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const packed = Buffer.concat([
    deflateRawSync(first, { finishFlush: constants.Z_FULL_FLUSH }),
    ...Array.from({ length: times }, () => packedMiddle),
    deflateRawSync(last),
  ]);
  let crc = crc32(first);
  for (let i = 0; i < times; i++) crc = crc32(middle, crc);
  if (last.length > 0) crc = crc32(last, crc); // of nothing, zlib says that its sum is 0
  return { name, packed, crc, size: first.length + times * middle.length + last.length };
}
