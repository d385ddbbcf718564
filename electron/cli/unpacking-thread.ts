import { setTimeout } from "node:timers/promises";
import type { Beforehand, WantedDatabase, WrittenBeforehand } from "../archive/beforehand.ts";
import { removeQuietly } from "../archive/cache-files.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { UNPACKING } from "../archive/write-database.ts";
import { IS_UNWANTED, UNPACKED_KIB } from "./watch-order.ts";

const LOOK_EVERY_MS = 15;

/** The verb's side of the thread that unpacks its archive beforehand. */
export class UnpackingThread implements Beforehand {
  readonly #seen: Int32Array;
  /** Null also when the thread has failed. */
  readonly #answer: Promise<WrittenBeforehand | null>;
  #isTaken = false;

  constructor(seen: Int32Array, answer: Promise<WrittenBeforehand | null>) {
    this.#seen = seen;
    this.#answer = answer;
  }

  async take({ key, offset, size }: WantedDatabase, context: JobContext): Promise<WrittenBeforehand | null> {
    const report = pacedProgress(context);
    const written = await this.#wait(() => {
      const done = Math.min(Atomics.load(this.#seen, UNPACKED_KIB) * 1024, size);
      report({ phase: UNPACKING, done, total: size, unit: "bytes" });
      throwIfCancelled(context.signal);
    });
    if (written?.key !== key || written.offset !== offset) {
      await this.drop(); // now: it would pass for another process that writes the same
      return null;
    }
    this.#isTaken = true;
    report({ phase: UNPACKING, done: size, total: size, unit: "bytes" });
    return written;
  }

  /** Stop what is not taken, and remove it. Resolves when nothing is left of it. */
  async drop(): Promise<void> {
    if (this.#isTaken) return;
    Atomics.store(this.#seen, IS_UNWANTED, 1);
    const written = await this.#wait(() => undefined);
    if (written) removeQuietly(written.file);
  }

  /** What the thread answers. The look is also what keeps the process going, which no thread of its own does. */
  async #wait(look: () => void): Promise<WrittenBeforehand | null> {
    for (;;) {
      const answer = await Promise.race([this.#answer, setTimeout(LOOK_EVERY_MS)]);
      if (answer !== undefined) return answer;
      look();
    }
  }
}
