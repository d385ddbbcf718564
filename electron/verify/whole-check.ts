import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, JobProgress } from "../archive/source.ts";
import type { Batch } from "./check-batch.ts";
import { Findings } from "./findings.ts";
import type { ByteSums } from "./report.ts";
import { CheckThreads } from "./workers.ts";

/** What several parts of one check share: whichever fails first ends the others. */
export class Check {
  readonly findings = new Findings();
  readonly sums: ByteSums = { members: 0, bytes: 0, objects: 0, objectBytes: 0 };
  readonly signal: JobContext["signal"];
  readonly threads: CheckThreads;
  readonly #report: (value: JobProgress) => void;
  #isStopped = false;
  #reading = 0;
  #expected = 0;
  #done = 0;

  constructor(context: JobContext) {
    const isAborted = () => this.#isStopped || context.signal.aborted;
    this.signal = {
      get aborted() {
        return isAborted();
      },
    };
    this.threads = new CheckThreads(this.signal);
    this.#report = pacedProgress(context);
  }

  /** Lets go of the threads. */
  close(): void {
    this.threads.close();
  }

  /** So many unpacked bytes will be read, for the progress. */
  expect(bytes: number): void {
    this.#expected += bytes;
  }

  /** Progress of the rest. Bytes count most: of the other work one hears when they are read. */
  readonly aside = (value: JobProgress): void => void (this.#reading === 0 && this.#report(value));

  /** Progress of one job that reads bytes by itself: they count like those of the batches. */
  reading(): (value: JobProgress) => void {
    let before = 0;
    return (value) => {
      if (this.#reading === 0 || value.unit !== "bytes") return this.#report(value);
      this.#took(value.done - before);
      before = value.done;
    };
  }

  /** Read batches on threads and take up what they find. */
  async read(batches: Iterable<Batch>): Promise<void> {
    this.#reading++;
    try {
      await this.threads.read(
        batches[Symbol.iterator](),
        ({ found, ...counts }) => {
          this.findings.merge(found);
          this.count(counts);
        },
        (bytes) => this.#took(bytes),
      );
    } finally {
      this.#reading--;
    }
  }

  /** Add to what was read. */
  count(counts: Partial<ByteSums>): void {
    for (const key of Object.keys(counts) as (keyof ByteSums)[]) this.sums[key] += counts[key] ?? 0;
  }

  #took(bytes: number): void {
    this.#done = Math.min(this.#done + bytes, this.#expected);
    this.#report({ phase: "reading files", done: this.#done, total: this.#expected, unit: "bytes" });
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
