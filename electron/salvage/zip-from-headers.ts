import { unsafeNameReason } from "../archive/member-names.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import { METHOD_DEFLATED, METHOD_STORED } from "../archive/zip-format.ts";
import { ZipNames } from "../archive/zip-names.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { scanMembers } from "./loose-members.ts";

/**
 * A ZIP whose own list of members is missing, read by the headers of its members: those that lie in the file as a whole
 * and whose sizes are known. Reading them checks as ever. For old archives, in which any name may be a node's file.
 * @throws `archive/limit`, `cancelled`.
 */
export async function zipFromHeaders(file: OpenFile, context: JobContext): Promise<ZipReader> {
  const all = await scanMembers(file, context, { isWanted: () => true });
  const members = all.filter(({ size, crc32, method, packedBytes, start }) => {
    const isKnown = size !== null && crc32 !== null && start + packedBytes <= file.size;
    return isKnown && (method === "deflated" || packedBytes === size);
  });
  const count = members.length;
  const names = new Map<string, number>();
  const duplicates: string[] = [];
  const unsafe: { name: string; reason: string }[] = [];
  for (const [i, { name }] of members.entries()) {
    const reason = unsafeNameReason(name);
    if (reason !== null) unsafe.push({ name, reason });
    else if (names.has(name)) duplicates.push(name);
    if (reason === null) names.set(name, i);
  }
  return ZipReader.over(file, {
    names: new ZipNames(names),
    count,
    offsets: Float64Array.from(members, ({ offset }) => offset),
    compressedSizes: Float64Array.from(members, ({ packedBytes }) => packedBytes),
    sizes: Float64Array.from(members, ({ size }) => size ?? 0),
    crcs: Uint32Array.from(members, ({ crc32 }) => crc32 ?? 0),
    methods: Uint16Array.from(members, ({ method }) =>
      method === "stored" ? METHOD_STORED : METHOD_DEFLATED,
    ),
    flags: new Uint16Array(count),
    nameLengths: Uint16Array.from(members, ({ name }) => Buffer.byteLength(name)),
    isObject: new Uint8Array(count),
    duplicates,
    unsafe,
  });
}
