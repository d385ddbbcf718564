import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { checkRatio, limit, limitError } from "../archive/limits.ts";
import { objectMember } from "../archive/member-names.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, ObjectStore } from "../archive/source.ts";

/** Objects up to here are read in one piece. */
const WHOLE_BYTES = 1024 * 1024;
/** So much is hashed in ten seconds: up to here it does not matter what it was packed into. */
const RATIO_FREE_BYTES = 4 * 1024 ** 3;
const TURN_MS = 15;

/** Finds an object elsewhere, whole and checked, or not. Whatever it reads on the way it shows to `count`. */
export type SecondStore = (key: string, count: (chunk: Buffer) => void) => Promise<ObjectStore | null>;

/** File contents that were all read once, and which of them are not what their names say. */
export interface CheckedObjects {
  objects: ObjectStore;
  /** Keys that nodes or lists name and whose contents are missing or damaged. */
  lost: ReadonlySet<string>;
  /** Objects that the first store has damaged and the second one whole. */
  moved: number;
}

/**
 * Read every object that the stores hold or nodes name, and leave those out whose bytes are not those that their name
 * stands for (SHA-256). An object that the first store has damaged is looked for in the second. Cost: all bytes once.
 * @param sourceBytes Size of the file, for the limit on what may come out of it.
 * @throws `archive/limit` when far more comes out than is in the file, `cancelled`.
 */
export async function checkObjects(
  first: ObjectStore,
  second: SecondStore | null,
  named: ReadonlySet<string>,
  sourceBytes: number,
  context: JobContext,
): Promise<CheckedObjects> {
  const lost = new Set<string>();
  const moved = new Map<string, ObjectStore>();
  const keys = new Set([...first.keys(), ...named]);
  const report = pacedProgress(context);
  let done = 0;
  let bytes = 0;
  let turn = performance.now() + TURN_MS;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > RATIO_FREE_BYTES) checkRatio(sourceBytes, bytes, "The files of nodes together");
    if (bytes > limit("STEMMA_MAX_UNPACKED_BYTES")) {
      throw limitError(
        "STEMMA_MAX_UNPACKED_BYTES",
        (n) => `The files of nodes unpack to at least ${n} bytes`,
        bytes,
      );
    }
  };
  const pause = async () => {
    if (performance.now() < turn) return;
    report({ phase: "checking files", done, total: keys.size, unit: "files" });
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  };
  for (const key of keys) {
    if (!(await isIntact(first, key, count, pause))) {
      const other = await second?.(key, count);
      if (other) moved.set(key, other);
      else lost.add(key);
    }
    done++;
    await pause();
  }
  report({ phase: "checking files", done, total: keys.size, unit: "files" });
  return { objects: withoutLost(first, moved, lost), lost, moved: moved.size };
}

async function isIntact(
  store: ObjectStore,
  key: string,
  count: (chunk: Buffer) => void,
  pause: () => Promise<void>,
): Promise<boolean> {
  try {
    const size = store.size(key);
    if (size === null) return false;
    const hash = createHash("sha256");
    if (size <= WHOLE_BYTES) {
      const bytes = store.read(key, WHOLE_BYTES);
      count(bytes);
      hash.update(bytes);
    } else {
      for await (const chunk of store.stream(key)) {
        count(chunk);
        hash.update(chunk);
        await pause();
      }
    }
    return hash.digest("hex") === key;
  } catch (error) {
    if (error instanceof AppError && isDamage(error)) return false;
    throw error;
  }
}

function isDamage({ code }: AppError): boolean {
  return (
    code === "archive/corrupt" ||
    code === "archive/not-found" ||
    code === "disk/denied" ||
    code === "archive/not-an-archive"
  );
}

/** A store that holds only what is intact, wherever that lies. */
function withoutLost(
  first: ObjectStore,
  moved: ReadonlyMap<string, ObjectStore>,
  lost: ReadonlySet<string>,
): ObjectStore {
  const storeOf = (key: string): ObjectStore => {
    if (!lost.has(key)) return moved.get(key) ?? first;
    const name = objectMember(key);
    throw corrupt(name, "lost", `The file contents ${name} are missing or damaged in this archive`);
  };
  function* keys(): IterableIterator<string> {
    for (const key of first.keys()) if (!lost.has(key) && !moved.has(key)) yield key;
    yield* moved.keys();
  }
  let count = 0;
  for (const _ of keys()) count++;
  return {
    keys,
    count,
    size: (key) => (lost.has(key) ? null : (moved.get(key) ?? first).size(key)),
    read: (key, maxBytes) => storeOf(key).read(key, maxBytes),
    readSlice: async (key, offset, length) => storeOf(key).readSlice(key, offset, length),
    stream: (key) => storeOf(key).stream(key),
    raw: (key) => (lost.has(key) ? null : (moved.get(key) ?? first).raw(key)),
    rawStream: (key) => storeOf(key).rawStream(key),
  };
}
