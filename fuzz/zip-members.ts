import { inflateRawSync } from "node:zlib";
import type { CraftedMember } from "../electron/archive/testing/craft-zip.ts";
import { CENTRAL_RECORD, END_RECORD, METHOD_STORED } from "../electron/archive/zip-format.ts";

/** A member of a whole ZIP, unpacked. */
export interface Member extends CraftedMember {
  name: string;
  data: Buffer;
  stored: boolean;
}

/** All members of a ZIP that is known to be whole, in the order of its list. */
export function zipMembers(zip: Buffer): Member[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]), zip.length - END_RECORD.bytes);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    ) as [number, number, number];
    const name = zip.toString("utf8", at + CENTRAL_RECORD.bytes, at + CENTRAL_RECORD.bytes + nameLength);
    const stored = zip.readUInt16LE(at + 10) === METHOD_STORED;
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    at += CENTRAL_RECORD.bytes + nameLength + extraLength + commentLength;
    return { name, data: stored ? packed : inflateRawSync(packed), stored };
  });
}
