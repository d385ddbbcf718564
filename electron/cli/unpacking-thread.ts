import { setTimeout } from "node:timers/promises";
import type { Beforehand, WantedDatabase, WrittenBeforehand } from "../archive/beforehand.ts";
import { removeQuietly } from "../archive/cache-files.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { UNPACKING } from "../archive/write-database.ts";
import { IS_UNWANTED, UNPACKED_KIB } from "./watch-order.ts";

const LOOK_EVERY_MS = 15;
/** A thread that gets no further for so long hangs: the verb goes on without it. */
const PATIENCE_MS = 4_000;

/** The verb's side of the thread that unpacks its archive beforehand. */
export class UnpackingThread implements Beforehand {
  readonly #seen: Int32Array;
  /** Null also when the thread has failed. */
  readonly #answer: Promise<WrittenBeforehand | null>;
  #isOver = false;

  constructor(seen: Int32Array, answer: Promise<WrittenBeforehand | null>) {
    this.#seen = seen;
    this.#answer = answer;
  }

  async take({ key, offset, size }: WantedDatabase, context: JobContext): Promise<WrittenBeforehand | null> {
    const report = pacedProgress(context);
    const written = await this.#wait((unpacked) => {
      report({ phase: UNPACKING, done: Math.min(unpacked, size), total: size, unit: "bytes" });
      throwIfCancelled(context.signal);
    });
    if (written?.key !== key || written.offset !== offset) {
      await this.drop(); // now: it would pass for another process that writes the same
      return null;
    }
    this.#isOver = true;
    report({ phase: UNPACKING, done: size, total: size, unit: "bytes" });
    return written;
  }

  /** Stop what is not taken. Resolves when nothing is left of it, or when the thread hangs; then it is removed when it answers. */
  async drop(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    Atomics.store(this.#seen, IS_UNWANTED, 1);
    const gone = this.#answer.then((written) => void (written && removeQuietly(written.file)));
    await Promise.race([gone, this.#wait(() => undefined)]);
  }

  /**
   * What the thread answers; null when it hangs. The look, which is told the bytes that are unpacked, is also what keeps the
   * process going: no thread of its own does.
   */
  async #wait(look: (unpacked: number) => void): Promise<WrittenBeforehand | null> {
    let unpacked = -1;
    for (let grewAt = performance.now(); performance.now() - grewAt < PATIENCE_MS; ) {
      const answer = await Promise.race([this.#answer, setTimeout(LOOK_EVERY_MS)]);
      if (answer !== undefined) return answer;
      const now = Atomics.load(this.#seen, UNPACKED_KIB) * 1024;
      if (now > unpacked) grewAt = performance.now();
      unpacked = now;
      look(unpacked);
    }
    return null;
  }
}
