import { createHash, hash } from "node:crypto";
import type { PackedMember } from "../archive/zip-members.ts";
import type { AlikeFiles } from "./alike-files.ts";
import type { LegacyFiles, LegacyPlace } from "./legacy-archive.ts";

/** Files up to here are read in one piece. */
export const WHOLE_BYTES = 1024 * 1024;

/** The contents of a small file, in memory already, valid until the next file is read; `packed` in a ZIP only. */
export interface Contents {
  bytes: Buffer;
  packed: PackedMember | null;
}

/** A file that was read, with its contents if it is small and none before was the same. */
export interface ReadFile {
  /** Lower-case hex SHA-256. */
  key: string;
  contents: Contents | null;
}

/**
 * Read a file of up to `WHOLE_BYTES` and hash it. `archive/corrupt`.
 * @param alike Knows the files that were read before with it, and gets to know this one.
 */
export function readSmall({ packedIn, read }: LegacyFiles, place: LegacyPlace, alike: AlikeFiles): ReadFile {
  if (packedIn === null) {
    const bytes = read(place, WHOLE_BYTES);
    return { key: hash("sha256", bytes), contents: { bytes, packed: null } };
  }
  const packed = packedIn.readPacked(place.member, WHOLE_BYTES);
  const known = alike.keyOf(packed);
  if (known !== null) return { key: known, contents: null };
  const bytes = packedIn.unpacked(packed);
  const key = hash("sha256", bytes);
  alike.note(packed, key);
  return { key, contents: { bytes, packed } };
}

/**
 * Read a file of any size in chunks and hash it. `archive/corrupt`.
 * @param chunkRead Is told the bytes of each chunk, and waited for if it wants that.
 */
export async function readLarge(
  files: LegacyFiles,
  place: LegacyPlace,
  chunkRead: (bytes: number) => Promise<void> | null,
): Promise<ReadFile> {
  const sum = createHash("sha256");
  for await (const chunk of files.stream(place)) {
    sum.update(chunk);
    await chunkRead(chunk.length);
  }
  return { key: sum.digest("hex"), contents: null };
}
