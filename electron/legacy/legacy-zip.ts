import { checkRatio } from "../archive/limits.ts";
import { zipMembers } from "../archive/zip-members.ts";
import type { ZipReader } from "../archive/zip-reader.ts";
import type { LegacyArchive, LegacyFiles } from "./legacy-archive.ts";
import { checkDataSize, DATA, METADATA, missing } from "./legacy-members.ts";
import { isNodePath, nodePathOf } from "./node-paths.ts";
import { PassedOver } from "./passed-over.ts";

/** Files up to this size are inflated in one piece: many times faster than a stream for each. */
const WHOLE_BYTES = 1024 * 1024;

/**
 * A ZIP as a legacy archive, whose file it closes. No member is read yet.
 * @param metadata The contents of `metadata.json`, which told that this is one.
 * @throws `archive/corrupt` without `data.json`; `archive/limit` for sizes that the ZIP's list names.
 */
export function openLegacyZip(zip: ZipReader, metadata: Buffer): LegacyArchive {
  const data = zip.member(DATA);
  if (data === null) throw missing(DATA);
  checkDataSize(data.size);
  checkRatio(data.compressedSize, data.size, DATA);
  return {
    path: zip.file.path,
    container: "zip",
    sizeBytes: zip.file.size,
    metadata,
    dataBytes: data.size,
    data: () => zip.chunksAside(data, () => undefined) ?? zip.stream(data),
    files: zipFiles(zip),
    warnings: warningsOf(zip),
    close: () => zip.file.close(),
  };
}

/**
 * The files of nodes in a ZIP. Their number and bytes are `known` when it was looked through before; else this looks at every
 * name. `archive/limit` for files that would unpack to far more than they are.
 */
export function zipFiles(zip: ZipReader, known?: { count: number; bytes: number }): LegacyFiles {
  const members = zipMembers(zip);
  const { names } = zip.directory;
  /** The one that `entries` gave last: who goes through them asks for it next, and need not have it looked up. */
  let atHand: { name: string; index: number } | null = null;
  return {
    ...(known ?? survey(zip)),
    *entries() {
      const { sizes } = zip.directory;
      for (const [name, index] of names) {
        const found = nodePathOf(name);
        if (found === null) continue;
        const isFolder = name.endsWith("/");
        const size = isFolder ? 0 : sizes[index]!;
        atHand = { name, index };
        yield { uuid: found.uuid, path: found.path, isFolder, member: name, place: 0, size };
      }
    },
    async *stream({ member, size }) {
      if (size <= WHOLE_BYTES) yield members.read(member, WHOLE_BYTES);
      else yield* members.stream(member);
    },
    slice: ({ member }, offset, length) => members.readSlice(member, offset, length),
    read: ({ member }, maxBytes) => members.read(member, maxBytes),
    packedIn: {
      raw: members.raw,
      rawStream: members.rawStream,
      readPacked: (name, maxBytes) => {
        if (atHand?.name !== name) return members.readPacked(name, maxBytes);
        const raw = zip.memberAt(atHand.index, name);
        return { raw, packed: zip.readPacked(raw, maxBytes) };
      },
      unpacked: ({ raw, packed }) => zip.unpacked(raw, packed),
    },
  };
}

function survey(zip: ZipReader): { count: number; bytes: number } {
  let count = 0;
  let bytes = 0;
  let packed = 0;
  const { names, sizes, compressedSizes } = zip.directory;
  for (const [name, index] of names) {
    if (!isNodePath(name)) continue;
    count++;
    if (!name.endsWith("/")) bytes += sizes[index]!;
    packed += compressedSizes[index]!;
  }
  checkRatio(packed, bytes, "nodes/");
  return { count, bytes };
}

/** What of a legacy ZIP is passed over, as sentences. */
export function warningsOf({ directory }: ZipReader): string[] {
  const passedOver = new PassedOver();
  for (const name of directory.duplicates) passedOver.add("Occur more than once; the last one counts", name);
  for (const { name } of directory.unsafe) passedOver.add("Ignored because of unsafe names", name);
  for (const [name] of directory.names) {
    const isOurs = name === METADATA || name === DATA || name.startsWith("nodes/") || name.endsWith("/");
    if (!isOurs) passedOver.add("Ignored as no part of an archive", name);
  }
  return passedOver.warnings();
}
