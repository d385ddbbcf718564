import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "../archive/corrupt.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import { LOCAL_HEADER } from "../archive/zip-format.ts";
import { ZipReader } from "../archive/zip-reader.ts";
import { looseChunks } from "./loose-bytes.ts";
import { type LooseMember, scanMembers, type ScanOptions } from "./loose-members.ts";

/** A name that comes more often than any accident makes it come is tried so often and no oftener. */
const MOST_CANDIDATES = 16;

/** Members of a damaged ZIP by name: through its list where that can be read, and by their own headers. */
export interface DamagedZip {
  /** Null when the list of members cannot be read; `problem` says why. */
  zip: ZipReader | null;
  problem: AppError | null;
  /** Where a member may lie, the likeliest place first. The first call that needs it reads all headers of the file. */
  candidates(name: string): Promise<LooseMember[]>;
}

/**
 * Read the list of members as far as there is one.
 * @throws `archive/limit`, `cancelled`.
 */
export async function openDamagedZip(
  file: OpenFile,
  context: JobContext,
  options: ScanOptions = {},
): Promise<DamagedZip> {
  let zip: ZipReader | null = null;
  let problem: AppError | null = null;
  try {
    zip = await ZipReader.open(file, context.signal);
    problem = zip
      ? null
      : corrupt(null, "end of central directory", "The ZIP is cut short: its list of members is missing");
  } catch (error) {
    if (!(error instanceof AppError && error.code === "archive/corrupt")) throw error;
    problem = error;
  }
  let scanned: Promise<Map<string, LooseMember[]>> | null = null;
  return {
    zip,
    problem,
    async candidates(name) {
      const listed = zip === null ? null : listedMember(file, zip, name);
      scanned ??= scanMembers(file, context, options).then(byName);
      const others = ((await scanned).get(name) ?? []).slice(0, MOST_CANDIDATES);
      if (listed === null) return others;
      return [listed, ...others.filter(({ start }) => start !== listed.start)];
    },
  };
}

/** A member as the list tells of it, whatever its own header says; null when it is not there or cannot be unpacked. */
function listedMember(file: OpenFile, { directory }: ZipReader, name: string): LooseMember | null {
  const index = directory.names.get(name);
  if (index === undefined) return null;
  const at = directory.offsets[index]!;
  const method = directory.methods[index] === 8 ? "deflated" : "stored";
  if (at + LOCAL_HEADER.bytes > file.size) return null;
  const header = file.readAt(at, LOCAL_HEADER.bytes);
  const isHeader = header.readUInt32LE(0) === LOCAL_HEADER.signature;
  // Without a header of its own the member is taken to have no extra field there, as AiiDA writes it.
  const between = isHeader
    ? header.readUInt16LE(26) + header.readUInt16LE(28)
    : directory.nameLengths[index]!;
  const start = at + LOCAL_HEADER.bytes + between;
  return {
    name,
    method,
    offset: at,
    start,
    packedBytes: Math.max(0, Math.min(directory.compressedSizes[index]!, file.size - start)),
    size: directory.sizes[index]!,
    crc32: directory.crcs[index]!,
  };
}

function byName(members: readonly LooseMember[]): Map<string, LooseMember[]> {
  const names = new Map<string, LooseMember[]>();
  for (const member of members) {
    const same = names.get(member.name);
    if (same) same.push(member);
    else names.set(member.name, [member]);
  }
  return names;
}

/** How well a member could be read, best first. */
const RANKS = ["whole", "unproven", "checksum", "cut", "damaged"] as const;
export type MemberState = (typeof RANKS)[number];

/** What takes a member's bytes: told when a candidate begins anew, and when the best one is to stay. */
export interface MemberSink<T> {
  add(chunk: Buffer): void;
  finish(): T;
  discard(): void;
}

/**
 * Read the best of a member's candidates: the first that is whole, else the one with the most bytes.
 * Null when the ZIP holds no such member, or not a byte of it.
 */
export async function readBest<T>(
  file: OpenFile,
  candidates: readonly LooseMember[],
  sink: () => MemberSink<T>,
  context: JobContext,
): Promise<{ value: T; state: MemberState; bytes: number } | null> {
  let best: { sink: MemberSink<T>; state: MemberState; bytes: number } | null = null;
  try {
    for (const member of candidates) {
      const taking = sink();
      let end;
      try {
        end = await drain(file, member, taking, context);
      } catch (error) {
        taking.discard();
        throw error;
      }
      const isBetter =
        best === null ||
        RANKS.indexOf(end.state) < RANKS.indexOf(best.state) ||
        (end.state === best.state && end.bytes > best.bytes);
      if (end.bytes > 0 && isBetter) {
        best?.sink.discard();
        best = { sink: taking, ...end };
      } else taking.discard();
      if (end.state === "whole") break;
    }
  } catch (error) {
    best?.sink.discard();
    throw error;
  }
  return best && { value: best.sink.finish(), state: best.state, bytes: best.bytes };
}

async function drain<T>(
  file: OpenFile,
  member: LooseMember,
  sink: MemberSink<T>,
  context: JobContext,
): Promise<{ state: MemberState; bytes: number }> {
  const chunks = looseChunks(file, member, context.signal);
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return next.value;
    sink.add(next.value);
  }
}
