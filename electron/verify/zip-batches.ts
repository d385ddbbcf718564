import type { ZipDirectory } from "../archive/zip-directory.ts";
import { ZipNames } from "../archive/zip-names.ts";

/** Some members of a ZIP as its list describes them, as plain data for a thread. One entry a member in every column. */
export interface ZipPart {
  names: string[];
  offsets: Float64Array;
  compressedSizes: Float64Array;
  sizes: Float64Array;
  crcs: Uint32Array;
  methods: Uint16Array;
  flags: Uint16Array;
  nameLengths: Uint16Array;
  isObject: Uint8Array;
}

/** A batch is as long as a thread is busy for some ten milliseconds: short enough for both to end together. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_MEMBERS = 512;
/** What is larger goes first, so that no thread ends long after the others. */
const LARGE_BYTES = 64 * 1024 * 1024;

/**
 * All readable members of a ZIP in batches: large ones first, then the others in the order in which they lie, so that a
 * disk reads ahead.
 */
export function* zipBatches(directory: ZipDirectory): Generator<ZipPart> {
  const { sizes, offsets } = directory;
  const names: string[] = [];
  const positions: number[] = [];
  for (const [name, index] of directory.names) {
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

function part(directory: ZipDirectory, names: readonly string[], positions: readonly number[]): ZipPart {
  const pick = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(values: T, picked: T): T => {
    positions.forEach((position, i) => (picked[i] = values[position]!));
    return picked;
  };
  const count = positions.length;
  return {
    names: positions.map((position) => names[position]!),
    offsets: pick(directory.offsets, new Float64Array(count)),
    compressedSizes: pick(directory.compressedSizes, new Float64Array(count)),
    sizes: pick(directory.sizes, new Float64Array(count)),
    crcs: pick(directory.crcs, new Uint32Array(count)),
    methods: pick(directory.methods, new Uint16Array(count)),
    flags: pick(directory.flags, new Uint16Array(count)),
    nameLengths: pick(directory.nameLengths, new Uint16Array(count)),
    isObject: pick(directory.isObject, new Uint8Array(count)),
  };
}

/** The list of members that a part stands for. */
export function directoryOf(part: ZipPart): ZipDirectory {
  const { names, ...columns } = part;
  return {
    ...columns,
    names: new ZipNames(new Map(names.map((name, index) => [name, index]))),
    count: names.length,
    duplicates: [],
    unsafe: [],
  };
}
