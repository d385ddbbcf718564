// The least that a cold start can do, in plain Node: inflate db.sqlite3 of an archive to a file, with its CRC.
import fs from "node:fs";
import zlib from "node:zlib";

const CHUNK_BYTES = 1024 * 1024;
const [source, target] = process.argv.slice(2);
const file = fs.openSync(source, "r");
const { offset, compressedSize, crc32 } = findDatabase(file);
const output = fs.openSync(target, "w");
const packed = fs.createReadStream(source, {
  start: offset,
  end: offset + compressedSize - 1,
  highWaterMark: CHUNK_BYTES,
});
let crc = 0;
for await (const bytes of packed.pipe(zlib.createInflateRaw({ chunkSize: CHUNK_BYTES }))) {
  crc = zlib.crc32(bytes, crc);
  fs.writeSync(output, bytes);
}
fs.closeSync(output);
if (crc !== crc32) throw new Error("the CRC does not match");

/** The second record of the central directory of an archive as AiiDA writes it. */
function findDatabase(fd) {
  const { size } = fs.fstatSync(fd);
  const end = read(fd, Math.max(0, size - 98), Math.min(98, size));
  const at = end.lastIndexOf(Buffer.from("PK\x05\x06"));
  let directory = end.readUInt32LE(at + 16);
  const zip64 = end.lastIndexOf(Buffer.from("PK\x06\x06"));
  if (zip64 >= 0) directory = Number(end.readBigUInt64LE(zip64 + 48));
  for (let position = directory; ; ) {
    const record = read(fd, position, 46 + 64);
    const nameLength = record.readUInt16LE(28);
    if (record.toString("latin1", 46, 46 + nameLength) === "db.sqlite3") {
      const header = record.readUInt32LE(42);
      if (header === 0xffffffff || record.readUInt32LE(24) === 0xffffffff)
        return zip64Entry(fd, position + 46 + nameLength, record);
      return entryAt(fd, header, record.readUInt32LE(20), record.readUInt32LE(16));
    }
    position += 46 + nameLength + record.readUInt16LE(30) + record.readUInt16LE(32);
  }
}

/** Sizes and place that do not fit the record, in the order of the format: size, packed size, place. */
function zip64Entry(fd, position, record) {
  const extra = read(fd, position, record.readUInt16LE(30));
  let at = 4;
  const next = (value) => {
    if (value !== 0xffffffff) return value;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  };
  next(record.readUInt32LE(24));
  const compressedSize = next(record.readUInt32LE(20));
  return entryAt(fd, next(record.readUInt32LE(42)), compressedSize, record.readUInt32LE(16));
}

function entryAt(fd, header, compressedSize, crc32) {
  const local = read(fd, header, 30);
  return { offset: header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28), compressedSize, crc32 };
}

function read(fd, position, length) {
  const bytes = Buffer.alloc(length);
  fs.readSync(fd, bytes, 0, length, position);
  return bytes;
}
