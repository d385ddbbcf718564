import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { checkRatio } from "../archive/limits.ts";
import type { OpenFile } from "../archive/open-file.ts";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { SyncInflate } from "../archive/sync-inflate.ts";
import { DESCRIPTOR_SIGNATURE, type LooseMember } from "./loose-members.ts";

/** How the reading of a damaged member ended. */
export interface LooseEnd {
  /**
   * whole: to its end, with the right checksum; unproven: to its end, no checksum is known; checksum: to its end, with
   * another checksum; cut: the file ends before it; damaged: its packed data make no sense from some place on.
   */
  state: "whole" | "unproven" | "checksum" | "cut" | "damaged";
  /** Bytes that came out. */
  bytes: number;
}

const FIRST_READ_BYTES = 16 * 1024; // most files of nodes are small, and where they end is not always known
const READ_BYTES = 256 * 1024;
/** What is inflated in the call that meets the damage does not come out, so little is given at a time. */
const STEP_BYTES = 1024;
const TURN_MS = 15;

/**
 * Read a member as far as it goes: its bytes come in chunks, each valid until the next is asked for, whatever their
 * checksum says; how it ended is returned. Never throws for damage.
 * @throws `archive/limit` when it grows suspiciously, `cancelled`.
 */
export async function* looseChunks(
  file: OpenFile,
  member: LooseMember,
  signal: CancelSignal,
): AsyncGenerator<Buffer, LooseEnd> {
  const inflate = member.method === "deflated" ? inflater() : null;
  let bytes = 0;
  let crc = 0;
  let used = 0;
  let turn = performance.now() + TURN_MS;
  let state: "read" | "ended" | "damaged" = "read";
  try {
    for (let done = 0; done < member.packedBytes && state === "read"; ) {
      const most = done === 0 ? FIRST_READ_BYTES : READ_BYTES;
      const packed = file.readAt(member.start + done, Math.min(most, member.packedBytes - done));
      done += packed.length;
      for (let at = 0; at < packed.length && state === "read"; at += STEP_BYTES) {
        const step = packed.subarray(at, at + STEP_BYTES);
        try {
          for (const chunk of inflate ? inflate.inflate(step, false) : [step]) {
            bytes += chunk.length;
            crc = crc32(chunk, crc);
            yield chunk;
          }
        } catch (error) {
          if (!isInflateError(error)) throw error;
          state = "damaged";
          continue;
        }
        const unused = inflate?.unused ?? 0;
        used += step.length - unused;
        if (unused > 0) state = "ended";
      }
      if (member.method === "deflated") checkRatio(done, bytes, member.name);
      if (performance.now() < turn) continue;
      await setImmediate();
      throwIfCancelled(signal);
      turn = performance.now() + TURN_MS;
    }
  } finally {
    inflate?.close();
  }
  if (state === "damaged") return { state, bytes };
  const expected = member.crc32 ?? crcBehind(file, member.start + used);
  const isComplete =
    member.size === null ? member.method === "stored" || state === "ended" : bytes >= member.size;
  if (expected !== null && crc === expected) return { state: "whole", bytes };
  if (!isComplete) return { state: "cut", bytes };
  return { state: expected === null ? "unproven" : "checksum", bytes };
}

/**
 * The first bytes of a deflated member in memory, or fewer where less comes out: damage behind them does not count, as for
 * `looseChunks`.
 */
export function looseStart(packed: Buffer, size: number): Buffer {
  const inflate = inflater();
  const start = Buffer.alloc(size);
  let length = 0;
  try {
    for (let at = 0; at < packed.length && length < size; at += STEP_BYTES) {
      for (const chunk of inflate.inflate(packed.subarray(at, at + STEP_BYTES), false))
        length += chunk.copy(start, length);
      if (inflate.unused > 0) break;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
  } finally {
    inflate.close();
  }
  return start.subarray(0, length);
}

/** A member in memory as far as it goes, at most `maxBytes` of it. */
export async function looseBytes(
  file: OpenFile,
  member: LooseMember,
  maxBytes: number,
  signal: CancelSignal,
): Promise<{ bytes: Buffer; end: LooseEnd | null }> {
  const parts: Buffer[] = [];
  let length = 0;
  const chunks = looseChunks(file, member, signal);
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return { bytes: Buffer.concat(parts), end: next.value };
    parts.push(Buffer.from(next.value)); // a copy: the chunk is used again
    length += next.value.length;
    if (length <= maxBytes) continue;
    await chunks.return({ state: "cut", bytes: length });
    return { bytes: Buffer.concat(parts).subarray(0, maxBytes), end: null };
  }
}

/** The checksum that a data descriptor names where a streamed member ends; null without one. */
function crcBehind(file: OpenFile, at: number): number | null {
  if (at + 8 > file.size) return null;
  const descriptor = file.readAt(at, 8);
  return descriptor.readUInt32LE(0) === DESCRIPTOR_SIGNATURE ? descriptor.readUInt32LE(4) : null;
}

function inflater(): SyncInflate {
  const inflate = SyncInflate.create();
  if (inflate === null) throw new AppError("internal", "This runtime cannot inflate damaged data.");
  return inflate;
}

function isInflateError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
