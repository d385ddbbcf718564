import type { ZipDirectory } from "../archive/zip-directory.ts";
import { type ZipPart, zipPart } from "../archive/zip-part.ts";

/** A batch is as long as a thread is busy for some ten milliseconds: short enough for both to end together. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_MEMBERS = 512;
/** What is larger goes first, so that no thread ends long after the others. */
const LARGE_BYTES = 64 * 1024 * 1024;

/** One member by itself; null when there is none of that name. */
export function zipBatchOf(directory: ZipDirectory, name: string): ZipPart | null {
  const index = directory.names.get(name);
  return index === undefined ? null : part(directory, { [index]: name }, [index]);
}

/**
 * All readable members of a ZIP but one in batches: large ones first, then the others in the order in which they lie, so that
 * a disk reads ahead.
 */
export function* zipBatches(directory: ZipDirectory, except: string): Generator<ZipPart> {
  const { sizes, offsets } = directory;
  const names: string[] = [];
  const positions: number[] = [];
  for (const [name, index] of directory.names) {
    if (name === except) continue;
    positions.push(index);
    names[index] = name;
  }
  positions.sort((a, b) => offsets[a]! - offsets[b]!);
  for (const index of positions) if (sizes[index]! > LARGE_BYTES) yield part(directory, names, [index]);
  let batch: number[] = [];
  let bytes = 0;
  for (const index of positions) {
    if (sizes[index]! > LARGE_BYTES) continue;
    batch.push(index);
    bytes += sizes[index]!;
    if (bytes < BATCH_BYTES && batch.length < BATCH_MEMBERS) continue;
    yield part(directory, names, batch);
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield part(directory, names, batch);
}

/** Bytes of all readable members, unpacked. */
export function unpackedBytes({ names, sizes }: ZipDirectory): number {
  let bytes = 0;
  for (const index of names.positions()) bytes += sizes[index]!;
  return bytes;
}

function part(
  directory: ZipDirectory,
  names: Readonly<Record<number, string>>,
  positions: readonly number[],
): ZipPart {
  return zipPart(
    directory,
    positions.map((position) => names[position]!),
    positions,
  );
}
