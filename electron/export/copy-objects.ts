import { createHash } from "node:crypto";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { groupedDigits } from "../../shared/text/grouped-digits.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext, ObjectStore, RawMember } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import type { ObjectList } from "./object-list.ts";

/** Objects up to here are handled in memory in one piece; larger ones stream. */
const WHOLE_BYTES = 1024 * 1024;
const TURN_MS = 20; // the engine answers other calls at least this often
const REPORT_MS = 50; // a person reads no faster, and each report crosses two process borders

/**
 * Copy repository objects into an archive as `repo/<key>`. Members that are deflated are copied as they lie at levels 1
 * to 9 and inflated at level 0; stored ones are deflated at 1 to 9. Every byte is checked on the way (CRC, and SHA-256
 * for objects that come from a folder), because a damaged object would only be found by whoever imports the archive.
 * Memory: one object up to 1 MiB, else one chunk.
 * @param objects What the store holds, in the order in which it is to be written.
 * @throws AppError `archive/corrupt` for an object that is damaged; `cancelled`.
 */
export async function copyObjects(
  writer: ZipWriter,
  store: ObjectStore,
  objects: ObjectList,
  level: number,
  context: JobContext,
): Promise<void> {
  if (objects.length === 0) return;
  const total = objects.totalBytes;
  let done = 0;
  let lastTurn = performance.now();
  let lastReport = 0;
  const report = (position: number, isLast = false) => {
    if (!isLast && performance.now() - lastReport < REPORT_MS) return;
    lastReport = performance.now();
    context.progress({
      phase: `writing file ${groupedDigits(position)} of ${groupedDigits(objects.length)}`,
      done,
      total,
      unit: "bytes",
    });
  };
  for (let position = 0; position < objects.length; position++) {
    const key = objects.key(position);
    const size = objects.size(position);
    const before = done;
    const watched = async function* (chunks: AsyncIterable<Buffer>, of: number) {
      let read = 0;
      for await (const chunk of chunks) {
        throwIfCancelled(context.signal);
        read += chunk.length;
        done = before + Math.min(size, of === 0 ? 0 : Math.floor((read / of) * size));
        report(position + 1);
        yield chunk;
      }
    };
    await copyObject(writer, store, { key, size }, level, watched);
    done = before + size;
    throwIfCancelled(context.signal);
    if (performance.now() - lastTurn < TURN_MS) continue;
    report(position + 1);
    await setImmediate();
    lastTurn = performance.now();
  }
  report(objects.length, true);
}

type Watch = (chunks: AsyncIterable<Buffer>, bytes: number) => AsyncIterable<Buffer>;

async function copyObject(
  writer: ZipWriter,
  store: ObjectStore,
  { key, size }: { key: string; size: number },
  level: number,
  watched: Watch,
): Promise<void> {
  const name = `repo/${key}`;
  const raw = store.raw(key);
  if (raw?.method === "deflated" && level > 0) {
    const chunks = watched(store.rawStream(key), raw.compressedSize);
    await writer.addRaw(
      name,
      raw,
      isSmall(raw) ? checkedWhole(chunks, raw, name) : checkedStream(chunks, raw, name),
    );
  } else if (size <= WHOLE_BYTES) {
    const bytes = store.read(key);
    if (raw === null) checkHash(createHash("sha256").update(bytes).digest("hex"), key, name);
    writer.addBuffer(name, bytes, level);
  } else {
    const chunks = watched(store.stream(key), size);
    await writer.addStream(name, raw === null ? hashed(chunks, key, name) : chunks, level, size);
  }
}

function isSmall(member: RawMember): boolean {
  return member.size <= WHOLE_BYTES && member.compressedSize <= WHOLE_BYTES;
}

/** The compressed bytes of a small member, once they are known to inflate to what the member claims. */
async function* checkedWhole(
  chunks: AsyncIterable<Buffer>,
  member: RawMember,
  name: string,
): AsyncGenerator<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const compressed = Buffer.concat(parts);
  let bytes: Buffer;
  try {
    bytes = inflateRawSync(compressed, { maxOutputLength: member.size + 1 });
  } catch (error) {
    throw damaged(name, "deflate", error);
  }
  if (bytes.length !== member.size) throw damaged(name, "size");
  if (crc32(bytes) !== member.crc32) throw damaged(name, "crc32");
  yield compressed;
}

/** The compressed bytes of a large member, inflated on the side; fails at the end when they are not what it claims. */
async function* checkedStream(
  chunks: AsyncIterable<Buffer>,
  member: RawMember,
  name: string,
): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  let size = 0;
  let crc = 0;
  inflate.on("data", (bytes: Buffer) => {
    size += bytes.length;
    crc = crc32(bytes, crc);
    if (size > member.size) inflate.destroy(damaged(name, "size"));
  });
  const end = finished(inflate).catch((error: unknown) => {
    throw error instanceof AppError ? error : damaged(name, "deflate", error);
  });
  end.catch(() => undefined); // awaited below; must not count as unhandled while chunks are still read
  try {
    for await (const chunk of chunks) {
      if (!inflate.write(chunk)) await Promise.race([once(inflate, "drain"), end]);
      yield chunk;
    }
    inflate.end();
    await end;
  } finally {
    inflate.destroy();
  }
  if (size !== member.size) throw damaged(name, "size");
  if (crc !== member.crc32) throw damaged(name, "crc32");
}

async function* hashed(chunks: AsyncIterable<Buffer>, key: string, name: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  checkHash(hash.digest("hex"), key, name);
}

function checkHash(actual: string, key: string, name: string): void {
  if (actual !== key) throw damaged(name, "sha256");
}

function damaged(name: string, check: string, cause?: unknown): AppError {
  return new AppError(
    "archive/corrupt",
    `${name} is damaged in the archive, so it cannot be copied into a new one. Ask for the file again, or export without the nodes that have it.`,
    { member: name, check },
    cause === undefined ? {} : { cause },
  );
}
