import { createHash, hash } from "node:crypto";
import type { LegacyFiles, LegacyPlace, PackedContents } from "./legacy-archive.ts";

/** Files up to here are read in one piece. */
export const WHOLE_BYTES = 1024 * 1024;

/** The contents of a small file, in memory already, valid until the next file is read; `packed` in a ZIP only. */
export type Contents = Pick<PackedContents, "bytes"> & { packed: Omit<PackedContents, "bytes"> | null };

/** A file that was read, with its contents if it is small. */
export interface ReadFile {
  /** Lower-case hex SHA-256. */
  key: string;
  contents: Contents | null;
}

/** Read a file of up to `WHOLE_BYTES` and hash it. `archive/corrupt`. */
export function readSmall(files: LegacyFiles, place: LegacyPlace): ReadFile & { contents: Contents } {
  const contents = contentsOf(files, place);
  return { key: hash("sha256", contents.bytes), contents };
}

function contentsOf(files: LegacyFiles, place: LegacyPlace): Contents {
  if (files.packedIn === null) return { bytes: files.read(place, WHOLE_BYTES), packed: null };
  const { bytes, ...packed } = files.packedIn.readPacked(place.member, WHOLE_BYTES);
  return { bytes, packed };
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
