import type { AppError } from "../../shared/ipc/errors.ts";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { checkRatio, limit, limitError, objectLimitError } from "../archive/limits.ts";
import { checkMetadataSize, parseMetadata, requireTarVersion } from "../archive/metadata.ts";
import { unsafeNameReason } from "../archive/member-names.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { Bytes } from "../archive/read-window.ts";
import type { JobContext } from "../archive/source.ts";
import type { LegacyArchive, LegacyEntry, LegacyFiles, LegacyPlace } from "./legacy-archive.ts";
import { isTopMember, nodePathOf, pathParts } from "./node-paths.ts";
import { PassedOver } from "./passed-over.ts";
import { checkDataSize, DATA, METADATA, missing } from "./legacy-members.ts";
import { type LinkedMember, LinkedTar } from "./hard-links.ts";
import type { TarMember } from "./tar-members.ts";

/** A tar as it lies on disk, and the file it belongs to. */
export interface TarBytes extends Bytes {
  readonly path: string;
  readonly container: "tar" | "tar.gz";
  /** Bytes of the file that a person sees: of the packed one. */
  readonly sizeBytes: number;
  close(): void;
}

/** Is told of damage that is passed over because the person asked for what is readable. */
export type OnDamage = (error: AppError) => void;

const CHUNK_BYTES = 1024 * 1024;
const TURN_MS = 15;

/**
 * A tar as a legacy archive, which takes the tar over. One look at every header; contents are read when asked for. Of two
 * members with one name the last counts, as if they were unpacked. A hard link is the file that it links to. Other links,
 * devices and names that lead out of the archive are passed over with a warning, which also says when the tar has no end mark.
 * @param onDamage Given, a tar that is damaged on its way is read until there.
 * @throws `archive/corrupt` for a damaged tar, or one without `metadata.json` or `data.json`; `archive/limit`,
 *   `archive/unsupported-version`, `cancelled`.
 */
export async function openLegacyTar(
  tar: TarBytes,
  context: JobContext,
  onDamage?: OnDamage,
): Promise<LegacyArchive> {
  const linked = new LinkedTar(tar);
  const { metadata, data, count, bytes, warnings } = await survey(tar, linked, context, onDamage);
  if (metadata === null) throw missing(METADATA);
  checkMetadataSize(metadata.size);
  const text = tar.readAt(metadata.offset, metadata.size, METADATA);
  requireTarVersion(parseMetadata(text).version, tar.path);
  if (data === null) throw missing(DATA);
  checkDataSize(data.size);
  return {
    path: tar.path,
    container: tar.container,
    sizeBytes: tar.sizeBytes,
    metadata: text,
    dataBytes: data.size,
    data: () => chunksOf(tar, placeOf(data, tar.size)),
    files: filesOf(tar, linked, count, bytes, onDamage !== undefined),
    warnings,
    close: () => tar.close(),
  };
}

/** The files of nodes in a tar that was looked through before. */
export function tarFiles(tar: Bytes, count: number, bytes: number): LegacyFiles {
  return filesOf(tar, new LinkedTar(tar), count, bytes, false);
}

function filesOf(
  tar: Bytes,
  linked: LinkedTar,
  count: number,
  bytes: number,
  readable: boolean,
): LegacyFiles {
  const onDamage = readable ? () => undefined : undefined; // it was told when the tar was looked through
  return {
    count,
    bytes,
    *entries() {
      for (const member of linked.members({ onDamage })) {
        const entry = member && entryOf(member, null);
        if (entry !== null) yield entry;
      }
    },
    stream: (place) => chunksOf(tar, place),
    slice: async ({ place, size, member }, offset, length) => {
      const from = Math.min(offset, size);
      return tar.readAt(place + from, Math.min(length, size - from), member);
    },
    read: ({ place, size, member }, maxBytes) => {
      if (size > maxBytes) throw objectLimitError(member, size, maxBytes);
      return tar.readAt(place, size, member);
    },
    packedIn: null,
  };
}

async function survey(tar: TarBytes, linked: LinkedTar, context: JobContext, onDamage?: OnDamage) {
  const passedOver = new PassedOver();
  const report = pacedProgress(context);
  const found = { metadata: null, data: null } as Record<"metadata" | "data", TarMember | null>;
  let count = 0;
  let bytes = 0;
  let linkedBytes = 0;
  let hasEnd = true;
  let done = 0;
  let turn = performance.now() + TURN_MS;
  for (const member of linked.members({ onDamage, onNoEnd: () => void (hasEnd = false) })) {
    const entry = member && entryOf(member, passedOver);
    if (entry !== null) {
      count++;
      bytes += entry.size;
      if (member?.isLink) linkedBytes += entry.size;
    } else if (member?.kind === "file" && !member.isLink) {
      // AiiDA finds these two only as files of their own.
      if (isTopMember(member.name, METADATA)) found.metadata = member;
      if (isTopMember(member.name, DATA)) found.data = member;
    }
    if (member && !member.isLink) done = member.offset;
    if (performance.now() < turn) continue;
    report({ phase: "looking through the tar", done, total: tar.size, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
  if (linkedBytes > 0) checkLinked(tar, linkedBytes);
  const warnings = [...passedOver.warnings(), ...(hasEnd ? [] : [NO_END])];
  return { ...found, count, bytes, warnings };
}

const NO_END = "The tar has no end mark: if it was cut short, what came after its last member is lost";

/** What many links refer to is read for each of them: it counts as if the tar unpacked to it. `archive/limit`. */
function checkLinked({ size, sizeBytes }: TarBytes, linkedBytes: number): void {
  const unpacked = size + linkedBytes;
  if (unpacked > limit("STEMMA_MAX_UNPACKED_BYTES")) {
    throw limitError(
      "STEMMA_MAX_UNPACKED_BYTES",
      (n) => `The tar with its links unpacks to ${n} bytes`,
      unpacked,
    );
  }
  checkRatio(sizeBytes, unpacked, "The tar with its links");
}

/** A member as a file or folder of a node, or null; why it is none where one could think so goes to `passedOver`. */
function entryOf(member: LinkedMember, passedOver: PassedOver | null): LegacyEntry | null {
  const { name, kind, size, offset } = member;
  const reason = unsafeNameReason(name);
  if (reason !== null) {
    // The root itself has no name, or a slash for one.
    if (pathParts(name).length > 0) passedOver?.add("Ignored because of unsafe names", name);
    return null;
  }
  if (kind === "file" || kind === "folder") {
    const found = nodePathOf(name);
    if (found === null) return null;
    // Without spreading what was found, which takes ten times as long.
    return {
      uuid: found.uuid,
      path: found.path,
      isFolder: kind === "folder",
      member: name,
      place: offset,
      size,
    };
  }
  passedOver?.add(kind === "other" ? "Ignored as no files" : "Ignored as links", name);
  return null;
}

/** Where a member is; of one that is cut short, what is left of it. */
function placeOf({ name, offset, size }: TarMember, end: number): LegacyPlace {
  return { member: name, place: offset, size: Math.min(size, Math.max(0, end - offset)) };
}

async function* chunksOf(bytes: Bytes, { member, place, size }: LegacyPlace): AsyncGenerator<Buffer> {
  for (let done = 0; done < size; done += CHUNK_BYTES) {
    yield bytes.readAt(place + done, Math.min(CHUNK_BYTES, size - done), member);
  }
}
