import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { corrupt } from "../archive/corrupt.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { objectMember } from "../archive/member-names.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import type { ObjectRow } from "../db/queries/legacy-files.ts";
import type { HashedFiles } from "../legacy/hash-files.ts";
import type { LegacyFiles } from "../legacy/legacy-archive.ts";
import { type Contents, WHOLE_BYTES } from "../legacy/read-file.ts";
import { MIGRATION_LEVEL } from "./migration.ts";

const TURN_MS = 20;

/**
 * Add the distinct files of a legacy archive as objects. Those that lie deflated in a ZIP are copied as they are: they were
 * inflated and checked when they were hashed, from the same open file. Others are deflated, and hashed once more on the way,
 * since nothing else would tell that they changed meanwhile.
 * @returns How many there are.
 * @throws AppError `archive/corrupt`, `cancelled`.
 */
export async function copyHashed(
  writer: ZipWriter,
  files: LegacyFiles,
  hashed: HashedFiles,
  context: JobContext,
): Promise<number> {
  const report = pacedProgress(context);
  let total = 0;
  for (const _ of hashed.objects()) total++;
  let done = 0;
  let turnAt = performance.now() + TURN_MS;
  for (const object of hashed.objects()) {
    await addObject(writer, files, object);
    done++;
    throwIfCancelled(context.signal);
    if (performance.now() < turnAt && done < total) continue;
    report({ phase: "writing files", done, total, unit: "files" });
    await setImmediate();
    turnAt = performance.now() + TURN_MS;
  }
  return total;
}

/**
 * A function that adds one file as an object when it has just been hashed, with its contents if they are at hand; as
 * `copyHashed`.
 */
export function copying(writer: ZipWriter, files: LegacyFiles) {
  return (object: ObjectRow, contents: Contents | null): Promise<void> | void => {
    if (contents === null) return addObject(writer, files, object);
    const { bytes, packed } = contents;
    const name = objectMember(object.key);
    if (packed?.raw.method === "deflated") writer.addPacked(name, packed.raw, packed.packed);
    else writer.addBuffer(name, bytes, MIGRATION_LEVEL);
  };
}

async function addObject(writer: ZipWriter, files: LegacyFiles, object: ObjectRow): Promise<void> {
  const { key, size } = object;
  const name = objectMember(key);
  const raw = files.packedIn?.raw(object.member);
  if (files.packedIn && raw?.method === "deflated") {
    await writer.addRaw(name, raw, files.packedIn.rawStream(object.member));
  } else if (size <= WHOLE_BYTES) {
    const bytes = files.read(object, WHOLE_BYTES);
    checkHash(object, createHash("sha256").update(bytes).digest("hex"));
    writer.addBuffer(name, bytes, MIGRATION_LEVEL);
  } else {
    await writer.addStream(name, hashing(files, object), MIGRATION_LEVEL, size);
  }
}

async function* hashing(files: LegacyFiles, object: ObjectRow): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of files.stream(object)) {
    hash.update(chunk);
    yield chunk;
  }
  checkHash(object, hash.digest("hex"));
}

function checkHash({ key, member }: ObjectRow, actual: string): void {
  if (actual === key) return;
  throw corrupt(member, "sha256", `The contents of ${member} changed while the archive was read`, { actual });
}
