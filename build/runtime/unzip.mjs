import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const END_RECORD = "PK\x05\x06";
const LONGEST_END = 65_557; // end record plus the longest comment
const DIRECTORY_ENTRY = 0x02014b50;

/**
 * Unpack a ZIP of stored and deflated members without ZIP64, keeping file modes: enough for the one npm-shipped runtime
 * whose hash the lock file pins. Set-up only: the product reads archives with its own strict reader.
 * @param nameOf Where a member goes below `folder`; an empty string leaves it out.
 */
export function unzip(file, folder, nameOf) {
  const fd = fs.openSync(file, "r");
  const read = (length, position) => {
    const buffer = Buffer.allocUnsafe(length);
    fs.readSync(fd, buffer, 0, length, position);
    return buffer;
  };
  const { size } = fs.fstatSync(fd);
  const tail = read(Math.min(size, LONGEST_END), Math.max(0, size - LONGEST_END));
  const end = tail.lastIndexOf(END_RECORD, undefined, "latin1");
  const directory = read(tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const method = directory.readUInt16LE(at + 10);
    const compressedSize = directory.readUInt32LE(at + 20);
    const nameLength = directory.readUInt16LE(at + 28);
    const mode = (directory.readUInt32LE(at + 38) >>> 16) & 0o777;
    const offset = directory.readUInt32LE(at + 42);
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    const target = nameOf(name);
    if (!target || name.endsWith("/")) continue;
    const local = read(30, offset);
    const data = read(compressedSize, offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28));
    fs.mkdirSync(path.dirname(path.join(folder, target)), { recursive: true });
    fs.writeFileSync(path.join(folder, target), method === 8 ? zlib.inflateRawSync(data) : data, {
      mode: mode || 0o644,
    });
  }
  fs.closeSync(fd);
}
