import type { ZipDirectory } from "./zip-directory.ts";
import { ZipNames } from "./zip-names.ts";

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

/** Members at these positions of a list, in this order; their names are the caller's to know. */
export function zipPart(
  directory: ZipDirectory,
  names: string[],
  positions: readonly number[] | Int32Array,
): ZipPart {
  const pick = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(values: T, picked: T): T => {
    positions.forEach((position, i) => (picked[i] = values[position]!));
    return picked;
  };
  const count = positions.length;
  return {
    names,
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
    names: new ZipNames(names),
    count: names.length,
    duplicates: [],
    unsafe: [],
  };
}
