import { Worker } from "node:worker_threads";
import { PackedKeys } from "../archive/packed-keys.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import type { HashOrder, PartHashes } from "./hash-messages.ts";
import { type LegacyFiles, type PackedFiles, WHOLE_BYTES } from "./legacy-archive.ts";

/** Files of a legacy archive that are being hashed while something else is done. */
export interface HashingAhead {
  /**
   * The hash of a file, to be asked once for each of up to `WHOLE_BYTES`, in the order of `LegacyFiles.entries`. Null for one
   * that the caller has to read, be it that it is damaged: so damage is told by one place, and no failure of the thread matters.
   */
  keyOf(member: string): string | null | Promise<string | null>;
  /** The archive is touched no more when this resolves. */
  stop(): Promise<void>;
}

/** What is less is hashed sooner than a thread has started. */
const LEAST_FILES = 1000;
const LEAST_BYTES = 16 * 1024 * 1024;

const PART_FILES = 512;
const PART_BYTES = 2 * 1024 * 1024;
/** Parts that the thread has before it, so that it goes on while nobody hears it. */
const AHEAD = 32;
/** Parts whose hashes nobody has asked for yet: with the names of their members some 20 MB. */
const MOST_KEPT = 400;
/** What the thread makes is of no use a moment later: with more room it would keep more of it, and not be faster. */
const YOUNG_MIB = 8;

/** Begin to hash the small files in a thread; null where that is not worth it, or not possible. */
export function hashAhead(files: LegacyFiles): HashingAhead | null {
  const program = threadProgram("hash-worker");
  const isWorth = files.count >= LEAST_FILES || files.bytes >= LEAST_BYTES;
  if (program === null || files.packedIn === null || !isWorth) return null;
  return new HashingAside(program, files.packedIn.aside, partsOf(files));
}

function* partsOf(files: LegacyFiles): Generator<string[]> {
  let members: string[] = [];
  let bytes = 0;
  for (const { isFolder, member, size } of files.entries()) {
    if (isFolder || size > WHOLE_BYTES) continue;
    members.push(member);
    bytes += size;
    if (members.length < PART_FILES && bytes < PART_BYTES) continue;
    yield members;
    [members, bytes] = [[], 0];
  }
  if (members.length > 0) yield members;
}

interface Asked {
  members: string[];
  answer: { keys: PackedKeys; isKnown: Uint8Array } | null;
}

class HashingAside implements HashingAhead {
  readonly #worker: Worker;
  readonly #aside: PackedFiles["aside"];
  readonly #parts: Iterator<string[]>;
  /** Those whose hashes are still to be asked for, the answered ones first. */
  readonly #asked: Asked[] = [];
  #answered = 0;
  #next = 0;
  #hasFailed = false;
  #wake: () => void = () => undefined;

  constructor(program: string, aside: PackedFiles["aside"], parts: Iterator<string[]>) {
    this.#aside = aside;
    this.#parts = parts;
    const order: HashOrder = { file: aside.file };
    this.#worker = new Worker(program, {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    this.#worker.on("message", (hashes: PartHashes) => this.#hear(hashes));
    this.#worker.on("error", () => this.#fail());
    this.#worker.on("exit", () => this.#fail());
    this.#feed();
  }

  keyOf(member: string): string | null | Promise<string | null> {
    if (this.#hasFailed) return null;
    const first = this.#asked[0];
    if (first === undefined) throw new Error("more files are asked for than the archive has");
    if (first.answer === null) return this.#news().then(() => this.keyOf(member));
    const at = this.#next++;
    if (first.members[at] !== member) throw new Error("files are asked for in another order");
    if (this.#next === first.members.length) {
      this.#asked.shift();
      this.#answered--;
      this.#next = 0;
      this.#feed();
    }
    return first.answer.isKnown[at] === 1 ? first.answer.keys.at(at) : null;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #feed(): void {
    while (this.#asked.length - this.#answered < AHEAD && this.#asked.length < MOST_KEPT) {
      const next = this.#parts.next();
      if (next.done) return;
      this.#asked.push({ members: next.value, answer: null });
      this.#worker.postMessage(this.#aside.part(next.value));
    }
  }

  #hear({ keys, isKnown }: PartHashes): void {
    this.#asked[this.#answered]!.answer = { keys: new PackedKeys(keys), isKnown };
    this.#answered++;
    this.#feed();
    this.#wake();
  }

  #fail(): void {
    this.#hasFailed = true;
    this.#wake();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
