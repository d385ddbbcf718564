import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, JobProgress } from "../archive/source.ts";
import type { Batch } from "./check-batch.ts";
import { Findings } from "./findings.ts";
import type { ByteSums } from "./report.ts";
import { readBatches } from "./workers.ts";

/** What several parts of one check share: whichever fails first ends the others. */
export class Check {
  readonly findings = new Findings();
  readonly sums: ByteSums = { members: 0, bytes: 0, objects: 0, objectBytes: 0 };
  readonly signal: JobContext["signal"];
  readonly #report: (value: JobProgress) => void;
  #isStopped = false;
  #reading = 0;

  constructor(context: JobContext) {
    const isAborted = () => this.#isStopped || context.signal.aborted;
    this.signal = {
      get aborted() {
        return isAborted();
      },
    };
    this.#report = pacedProgress(context);
  }

  /** Progress of the rest. Bytes count most: of the other work one hears when they are read. */
  readonly aside = (value: JobProgress): void => void (this.#reading === 0 && this.#report(value));

  /** Read batches on threads and take up what they find. `total`: their unpacked bytes, for the progress. */
  async read(batches: Iterable<Batch>, total: number): Promise<void> {
    this.#reading++;
    let done = 0;
    try {
      await readBatches(
        batches[Symbol.iterator](),
        { signal: this.signal },
        ({ found, ...counts }) => {
          this.findings.merge(found);
          for (const key of Object.keys(counts) as (keyof ByteSums)[]) this.sums[key] += counts[key];
        },
        (bytes) => {
          done = Math.min(done + bytes, total);
          this.#report({ phase: "reading files", done, total, unit: "bytes" });
        },
      );
    } finally {
      this.#reading--;
    }
  }

  /** The work; when it fails, everything else stops. */
  async stopping<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#isStopped = true;
      throw error;
    }
  }
}

/** Both answers once both have ended, or the failure of whichever failed first. */
export async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const failures: unknown[] = [];
  const keep = (error: unknown) => void failures.push(error);
  first.catch(keep);
  second.catch(keep);
  await Promise.allSettled([first, second]);
  if (failures.length > 0) throw failures[0];
  return [await first, await second];
}
