import { AppError } from "../../shared/ipc/errors.ts";
import { corrupt } from "../archive/corrupt.ts";
import { limit, limitError } from "../archive/limits.ts";
import { printableName } from "../archive/member-names.ts";
import { type Bytes, windowed } from "../archive/read-window.ts";
import { type PaxRecords, readPaxRecords } from "./pax-records.ts";
import { readTarHeader, TAR_BLOCK_BYTES, type TarHeader } from "./tar-header.ts";
import { decodeName } from "./tar-names.ts";

/** One member of a tar. */
export interface TarMember {
  name: string;
  linkName: string;
  /** `other`: a device, a pipe, or of a type that nobody knows. */
  kind: "file" | "folder" | "hard link" | "symbolic link" | "other";
  /** Bytes of a file's contents, and where they begin; 0 for what is no file. */
  size: number;
  offset: number;
}

/** A name that is longer is nobody's: systems stop at 4 kB. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
const FILE_TYPES = "07"; // `7`: a contiguous file, which everybody stores as any other

/** What who reads the members of a tar may want to know of it. */
export interface TarNews {
  /** Called instead of throwing, once: what comes after the damage is not given, but the member that is cut. */
  onDamage?: ((error: AppError) => void) | undefined;
  /** Called at the end of a tar that ends behind a member, without the block of zeros that ends a tar. */
  onNoEnd?: (() => void) | undefined;
}

/**
 * The members of a tar, in order, by reading their headers and passing over their contents. Knows pax and GNU long
 * names and sizes.
 * @throws `archive/corrupt` (details: check) for a header that is damaged, and for a tar that is cut short: contents or the
 *   zeros that fill up their last block reach beyond the end. `archive/limit` for more members than the limit.
 */
export function* tarMembers(bytes: Bytes, { onDamage, onNoEnd }: TarNews = {}): Generator<TarMember> {
  try {
    const hasEnd = yield* members(bytes);
    if (!hasEnd) onNoEnd?.();
  } catch (error) {
    if (!onDamage || !(error instanceof AppError) || error.code !== "archive/corrupt") throw error;
    onDamage(error);
  }
}

function* members(bytes: Bytes): Generator<TarMember, boolean> {
  const near = windowed(bytes);
  const walk = walkTar(bytes.size);
  let step = walk.next();
  while (!step.done) {
    if ("name" in step.value) {
      yield step.value;
      step = walk.next(NOTHING);
    } else step = walk.next(near.readAt(step.value.at, step.value.length));
  }
  return step.value;
}

/** Bytes that the next step needs. */
export interface WantedBytes {
  at: number;
  length: number;
}

const NOTHING = Buffer.alloc(0);

/**
 * The members of a tar, in order, from whoever reads it: asks for headers and long names, at ever later places, and is answered
 * with fewer bytes where the tar ends before. What it is answered to a member does not matter. Errors as `tarMembers`.
 * @param size Bytes of the tar; `Infinity` where that is not known, and the end shows when it comes.
 * @returns Whether a block of zeros ends it, as it should: Python reads a tar without, and so does this.
 */
export function* walkTar(size: number): Generator<WantedBytes | TarMember, boolean, Buffer> {
  const most = limit("STEMMA_MAX_MEMBERS"); // looked up in the environment, which is slow
  let count = 0;
  let next: PaxRecords = {};
  let isWithin = false; // a header told of a member that is to follow
  for (let at = 0; ; ) {
    const block = yield* headerBlock(at, size);
    if (block === null && !isWithin) return false;
    if (block === null) throw cutShort(null);
    const header = readTarHeader(block);
    if (header === null) return true;
    if (++count > most) {
      throw limitError("STEMMA_MAX_MEMBERS", (n) => `The tar has at least ${n} members`, count);
    }
    const dataAt = at + TAR_BLOCK_BYTES;
    if ("xgLK".includes(header.type)) {
      next = { ...next, ...(yield* extension(header, dataAt, size)) };
      isWithin = Object.keys(next).length > 0;
      at = dataAt + padded(header.size);
      continue;
    }
    const member = toMember(header, next, dataAt);
    if (isWithin) next = {};
    isWithin = false;
    const stored = storedBytes(header, member);
    yield member;
    if (dataAt + stored > size) throw cutShort(member.name);
    at = dataAt + padded(stored);
  }
}

/** The block at this place; null where the tar ends there, or within the zeros of its end. */
function* headerBlock(at: number, size: number): Generator<WantedBytes, Buffer | null, Buffer> {
  if (at > size) throw cutShort(null);
  const length = Math.min(TAR_BLOCK_BYTES, size - at);
  const block = length === 0 ? NOTHING : yield { at, length };
  if (block.length === TAR_BLOCK_BYTES) return block;
  if (block.some((byte) => byte !== 0)) throw cutShort(null);
  return null;
}

function* wanted(bytes: WantedBytes, size: number): Generator<WantedBytes, Buffer, Buffer> {
  if (bytes.at + bytes.length > size) throw cutShort(null);
  const answer = yield bytes;
  if (answer.length < bytes.length) throw cutShort(null);
  return answer;
}

/** What a header before the one it belongs to has to say. A global pax header (`g`) is of no use here. */
function* extension(
  { type, size }: TarHeader,
  at: number,
  tarSize: number,
): Generator<WantedBytes, PaxRecords, Buffer> {
  if (size > MAX_EXTENSION_BYTES) {
    throw corrupt(null, "long name", `A name in the tar claims ${size.toLocaleString("en")} bytes`);
  }
  const contents = yield* wanted({ at, length: size }, tarSize);
  if (type === "x") return readPaxRecords(contents);
  if (type === "g") return {};
  const end = contents.indexOf(0);
  const text = decodeName(end < 0 ? contents : contents.subarray(0, end));
  return type === "L" ? { path: text } : { linkpath: text };
}

function toMember(header: TarHeader, said: PaxRecords, dataAt: number): TarMember {
  const name = said.path ?? header.name;
  if (header.type === "S" || said.isSparse) {
    throw corrupt(
      name,
      "sparse",
      `${printableName(name)} is stored with holes left out, which AiiDA never does`,
    );
  }
  const kind = kindOf(header, name);
  const size = said.size ?? header.size;
  return {
    name,
    linkName: said.linkpath ?? header.linkName,
    kind,
    size: kind === "file" || kind === "other" ? size : 0,
    offset: dataAt,
  };
}

function kindOf({ type, size }: TarHeader, name: string): TarMember["kind"] {
  // Before ustar a folder was a file with a slash at the end of its name.
  if (FILE_TYPES.includes(type)) return size === 0 && name.endsWith("/") ? "folder" : "file";
  if (type === "5") return "folder";
  if (type === "1") return "hard link";
  return type === "2" ? "symbolic link" : "other";
}

/** Links, folders, devices and pipes have no contents, whatever size they name (as Python's `tarfile` reads them). */
function storedBytes({ type }: TarHeader, { size }: TarMember): number {
  return "123456".includes(type) ? 0 : size;
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
}

function cutShort(name: string | null): AppError {
  const what = name === null ? "" : ` within ${printableName(name)}`;
  return corrupt(name, "tar end", `The tar is cut short${what}`);
}
