import path from "node:path";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { CheckReport } from "../../shared/model/check-report.ts";
import { LEGACY_VERSIONS } from "../archive/metadata.ts";
import { printableName } from "../archive/member-names.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import { openSource } from "../sources/open-source.ts";
import type { Batch } from "./check-batch.ts";
import type { DatabaseResult } from "./check-database.ts";
import { databaseTask } from "./database-task.ts";
import { Findings, isDamage, takeDamage, takeRefusal } from "./findings.ts";
import { type ByteSums, reportOf } from "./report.ts";
import { storeBatches, surveyOf } from "./survey.ts";
import { checkDatabaseAside, readBatches } from "./workers.ts";

/** What may differ from one check to another. */
export interface VerifyOptions {
  /** Where unpacked databases are kept; default: the user's cache folder. */
  cacheDir?: string;
}

/**
 * Read everything of a source and check it: every member against its checksum, every repository object against its
 * SHA-256, the database by SQLite's integrity check, references, uniqueness, UUIDs, times, text, JSON, lists of files,
 * links (`docs/data-model.md`, "Links"), objects that are missing or belong to no node. Bytes are read on threads of
 * their own, at the same time as the database; this one stays free.
 * Memory: some 150 MB, and with the archive 48 bytes an object and 30 a node or link.
 * @returns What was found; damage never makes it throw, however bad.
 * @throws `archive/not-found`, `archive/not-an-archive`, `archive/unsupported-version`, `archive/limit`, `disk/denied`,
 *   `disk/full`, `cancelled`, and what else opening a profile folder may throw but `store/corrupt`.
 */
export async function verifySource(
  sourcePath: string,
  context: JobContext,
  options: VerifyOptions = {},
): Promise<CheckReport> {
  const absolute = path.resolve(sourcePath);
  const check = new Check(context);
  const survey = await surveyOf(absolute, context, check.findings);
  const known = { path: absolute, container: survey?.container ?? "zip", version: survey?.version ?? null };
  if (survey?.isHopeless === true) return reportOf(known, check.sums, null, check.findings);

  const [, opened] = await both(
    check.stopping(survey === null ? Promise.resolve() : check.read(survey.batches, survey.bytes)),
    check.stopping(checkOpened(absolute, check, options)),
  );
  if ("damage" in opened) {
    const where = printableName(path.basename(absolute));
    const isLegacy = survey === null || isLegacyVersion(survey.version);
    if (isLegacy) takeRefusal(check.findings, opened.damage, where);
    else takeDamage(check.findings, opened.damage, where, "database-unreadable");
    return reportOf(known, check.sums, null, check.findings);
  }
  const { container, version, database } = opened;
  return reportOf({ path: absolute, container, version }, check.sums, database, check.findings);
}

/** What several parts of one check share: whichever fails first ends the others. */
class Check {
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

  /** Bytes count most: of the other work one hears when they are read. */
  readonly aside = (value: JobProgress): void => void (this.#reading === 0 && this.#report(value));

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

  async stopping<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#isStopped = true;
      throw error;
    }
  }
}

type Opened =
  | { container: Source["container"]; version: string; database: DatabaseResult }
  | { damage: AppError };

/** Open the source as anybody does, and check its database; of a profile folder the objects too. */
async function checkOpened(absolute: string, check: Check, options: VerifyOptions): Promise<Opened> {
  let source: Source;
  try {
    source = await openSource(absolute, { signal: check.signal, progress: check.aside }, options);
  } catch (error) {
    if (isDamage(error)) return { damage: error };
    throw error;
  }
  try {
    const isConverted = isLegacyVersion(source.version);
    if (isConverted || source.kind === "store") {
      for (const warning of source.warnings)
        check.findings.remark("source-remark", warning, path.basename(absolute));
    }
    const [database] = await both(
      check.stopping(
        checkDatabaseAside(databaseTask(source, isConverted), {
          signal: check.signal,
          progress: check.aside,
        }),
      ),
      check.stopping(
        source.kind === "store"
          ? check.read(storeBatches(source.path, source.objects.keys()), source.sizeBytes)
          : Promise.resolve(),
      ),
    );
    check.findings.merge(database.found);
    return { container: source.container, version: source.version, database };
  } finally {
    source.close();
  }
}

function isLegacyVersion(version: string | null): boolean {
  return version !== null && LEGACY_VERSIONS.includes(version);
}

/** Both answers once both have ended, or the failure of whichever failed first. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const failures: unknown[] = [];
  const keep = (error: unknown) => void failures.push(error);
  first.catch(keep);
  second.catch(keep);
  await Promise.allSettled([first, second]);
  if (failures.length > 0) throw failures[0];
  return [await first, await second];
}
