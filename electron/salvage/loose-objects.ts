import { createHash } from "node:crypto";
import { corrupt } from "../archive/corrupt.ts";
import { limit, objectLimitError } from "../archive/limits.ts";
import { objectMember } from "../archive/member-names.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import type { ObjectStore } from "../archive/source.ts";
import { looseChunks, looseStart } from "./loose-bytes.ts";
import type { LooseMember } from "./loose-members.ts";

const NOT_CANCELLED: CancelSignal = { aborted: false };
/** Inflated in one piece up to here. */
const WHOLE_BYTES = 16 * 1024 * 1024;

/** An object found without the list of members, its unpacked size known since it was read once. */
interface LooseObject extends LooseMember {
  size: number;
}

/**
 * The first of several members that holds the object with this key, as a store of that one object; null when none does.
 * The bytes are proven by the key itself, whatever checksum stands beside them. Cost: the bytes of the candidates, each
 * shown to `count`.
 */
export async function looseObject(
  file: OpenFile,
  candidates: readonly LooseMember[],
  key: string,
  signal: CancelSignal,
  count: (chunk: Buffer) => void,
): Promise<ObjectStore | null> {
  for (const member of candidates) {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of looseChunks(file, member, signal)) {
      count(chunk);
      hash.update(chunk);
      size += chunk.length;
    }
    if (hash.digest("hex") === key) return storeOfOne(file, { ...member, size }, key);
  }
  return null;
}

function storeOfOne(file: OpenFile, member: LooseObject, key: string): ObjectStore {
  const name = objectMember(key);
  async function* stream(): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    let left = member.size;
    for await (const chunk of looseChunks(file, member, NOT_CANCELLED)) {
      const part = Buffer.from(chunk.subarray(0, left)); // a copy: the chunk is used again
      left -= part.length;
      hash.update(part);
      yield part;
    }
    if (hash.digest("hex") !== key) throw changed(name);
  }
  const read = (maxBytes: number): Buffer => {
    if (member.size > maxBytes) throw objectLimitError(name, member.size, maxBytes);
    const packed = file.readAt(member.start, packedLength(member), name);
    const bytes =
      member.method === "stored" ? packed.subarray(0, member.size) : looseStart(packed, member.size);
    if (createHash("sha256").update(bytes).digest("hex") !== key) throw changed(name);
    return bytes;
  };
  return {
    keys: () => [key].values(),
    count: 1,
    size: (asked) => (asked === key ? member.size : null),
    read: (_, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) => read(maxBytes),
    readSlice: async (_, offset, length) => {
      if (member.size <= WHOLE_BYTES) return read(WHOLE_BYTES).subarray(offset, offset + length);
      const parts: Buffer[] = [];
      let at = 0;
      for await (const chunk of stream()) {
        parts.push(chunk.subarray(Math.max(0, offset - at), Math.max(0, offset + length - at)));
        at += chunk.length;
        if (at >= offset + length) break;
      }
      return Buffer.concat(parts);
    },
    stream,
    raw: () => null,
    rawStream: stream,
  };
}

/** Deflate grows what it cannot pack by a few bytes a block: so much holds any object of this size. */
function packedLength(member: LooseObject): number {
  return Math.min(member.packedBytes, member.size + Math.ceil(member.size / 1000) * 5 + 1024);
}

function changed(name: string): Error {
  return corrupt(name, "sha256", `The contents of ${name} are not what they were when the file was opened`);
}
