import fs from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { ObjectStore, RawMember, Source } from "../../archive/source.ts";
import { ZipWriter } from "../../archive/zip-writer.ts";
import { ARCHIVE_VERSION } from "../archive-schema.ts";
import { checkSchema } from "../check-schema.ts";
import { createMemoryDatabase, openReadOnly } from "../connect.ts";
import type { ArchiveContents } from "./contents.ts";
import { fillDatabase } from "./fill-database.ts";

/** A source in memory, with AiiDA's own schema, that behaves as an opened archive: the quick way to test a query. */
export function makeArchive(contents: ArchiveContents = {}): Source {
  const { database, objects, metadataText } = build(contents);
  const db = openReadOnly(database);
  checkSchema(db);
  const metadata = JSON.parse(metadataText) as Record<string, unknown>;
  return {
    path: "/archives/made-for-test.aiida",
    kind: "archive",
    container: "zip",
    version: String(metadata["export_version"]),
    readAs: "main_0001",
    losses: null,
    sizeBytes: database.length,
    metadataText,
    metadata,
    db,
    objects: memoryObjects(objects),
    warnings: [],
    close: () => void db.close(),
  };
}

/** The same as a file, laid out as AiiDA does, for tests of everything that opens one. Returns the path. */
export function writeArchive(path: string, contents: ArchiveContents = {}, level = 6): string {
  const { database, objects, metadataText } = build(contents);
  const fd = fs.openSync(path, "w");
  try {
    const zip = new ZipWriter(fd, { leading: ["metadata.json", "db.sqlite3"] });
    for (const [key, bytes] of objects) zip.addBuffer(`repo/${key}`, bytes, level);
    zip.addBuffer("db.sqlite3", database, level);
    zip.addBuffer("metadata.json", Buffer.from(metadataText), 0);
    zip.finish();
  } finally {
    fs.closeSync(fd);
  }
  return path;
}

function build(contents: ArchiveContents): {
  database: Buffer;
  objects: Map<string, Buffer>;
  metadataText: string;
} {
  const db = createMemoryDatabase();
  const objects = fillDatabase(db, contents);
  const database = db.serialize();
  db.close();
  const metadataText = JSON.stringify({
    export_version: ARCHIVE_VERSION,
    aiida_version: "2.9.4",
    key_format: "sha256",
    compression: 6,
    ctime: "2026-01-02T03:04:05.000006",
    ...contents.metadata,
  });
  return { database, objects, metadataText };
}

function memoryObjects(objects: ReadonlyMap<string, Buffer>): ObjectStore {
  const read = (key: string): Buffer => {
    const bytes = objects.get(key);
    if (bytes !== undefined) return bytes;
    throw new AppError("archive/corrupt", `The archive has no object ${key}.`, {
      member: `repo/${key}`,
      check: "member missing",
    });
  };
  const deflated = (key: string): Buffer => deflateRawSync(read(key));
  return {
    keys: () => objects.keys(),
    count: objects.size,
    size: (key) => objects.get(key)?.length ?? null,
    read: (key, maxBytes = Number.POSITIVE_INFINITY) => {
      const bytes = read(key);
      if (bytes.length <= maxBytes) return bytes;
      throw new AppError("archive/limit", `The object ${key} is too large.`, {
        member: `repo/${key}`,
        limit: maxBytes,
      });
    },
    readSlice: async (key, offset, length) => read(key).subarray(offset, offset + length),
    stream: (key) => inChunks(() => read(key)),
    raw: (key) => (objects.has(key) ? rawMember(read(key), deflated(key)) : null),
    rawStream: (key) => inChunks(() => deflated(key)),
  };
}

function rawMember(bytes: Buffer, compressed: Buffer): RawMember {
  return { method: "deflated", crc32: crc32(bytes), compressedSize: compressed.length, size: bytes.length };
}

async function* inChunks(bytes: () => Buffer): AsyncGenerator<Buffer> {
  yield bytes();
}
