import path from "node:path";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { CheckReport } from "../../shared/model/check-report.ts";
import { DATABASE_MEMBER } from "../archive/database-member.ts";
import { LEGACY_VERSIONS, requireReadableVersion } from "../archive/metadata.ts";
import { MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import { openZipDatabase } from "../archive/open-zip-database.ts";
import { zipObjects } from "../archive/zip-objects.ts";
import type { ZipReader } from "../archive/zip-reader.ts";
import { printableName } from "../archive/member-names.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { openSource } from "../sources/open-source.ts";
import type { Batch } from "./check-batch.ts";
import type { DatabaseResult } from "./check-database.ts";
import { databaseSubject } from "./database-subject.ts";
import { isDamage, takeDamage, takeRefusal } from "./findings.ts";
import { reportOf } from "./report.ts";
import { storeBatches, type Survey, surveyOf } from "./survey.ts";
import { both, Check } from "./whole-check.ts";

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
  check.expect(survey?.bytes ?? 0);
  const known = { path: absolute, container: survey?.container ?? "store", version: survey?.version ?? null };
  try {
    if (survey?.isHopeless === true) return reportOf(known, check.sums, null, check.findings);
    const [, opened] = await both(
      check.stopping(survey === null ? Promise.resolve() : check.read(batchesOf(survey))),
      check.stopping(checkContents(absolute, survey, check, options)),
    );
    if (!("damage" in opened)) {
      const { container, version, database } = opened;
      return reportOf({ path: absolute, container, version }, check.sums, database, check.findings);
    }
    // Only now, as the bytes may have told the same.
    const where = printableName(path.basename(absolute));
    const isLegacy = known.container.startsWith("tar") || isLegacyVersion(known.version);
    if (isLegacy) takeRefusal(check.findings, opened.damage, where);
    else takeDamage(check.findings, opened.damage, where, "database-unreadable");
    return reportOf(known, check.sums, null, check.findings);
  } finally {
    check.close();
    survey?.close();
  }
}

/** What is read without opening the source: the database of a ZIP comes when it is opened, unless it is of no use. */
function* batchesOf(survey: Survey): Generator<Batch> {
  yield* survey.batches;
  if (survey.database !== null && !hasDatabase(survey)) yield survey.database;
}

/** True for a ZIP whose contents are in its database, also where its metadata cannot be read. */
function hasDatabase(survey: Survey): survey is Survey & { zip: ZipReader } {
  return survey.zip !== null && !isLegacyVersion(survey.version);
}

type Checked =
  | { container: Source["container"]; version: string | null; database: DatabaseResult }
  | { damage: AppError };

/** Check what the bytes mean. Damage that keeps it from being opened is the answer. */
async function checkContents(
  absolute: string,
  survey: Survey | null,
  check: Check,
  options: VerifyOptions,
): Promise<Checked> {
  try {
    if (survey !== null && hasDatabase(survey)) return await checkZipContents(survey, check, options);
    return await checkOpened(absolute, check, options);
  } catch (error) {
    if (isDamage(error)) return { damage: error };
    throw error;
  }
}

/** A ZIP with a database. Its bytes are those that are unpacked for it, or they are read like all others. */
async function checkZipContents(
  survey: Survey & { zip: ZipReader },
  check: Check,
  options: VerifyOptions,
): Promise<Checked> {
  const { zip, container, version } = survey;
  const readDatabase = () => check.stopping(check.read(survey.database === null ? [] : [survey.database]));
  if (version !== null) requireReadableVersion(version, zip.file.path);
  if ((zip.size(DATABASE_MEMBER) ?? 0) > MEMORY_DATABASE_BYTES) check.threads.prepare();
  const opening = openZipDatabase(zip, { signal: check.signal, progress: check.reading() }, options);
  const { db, wasRead, close } = await check.threads.sparing(opening).catch(async (error: unknown) => {
    if (isDamage(error)) await readDatabase();
    throw error;
  });
  try {
    if (wasRead) check.count({ members: 1, bytes: zip.size(DATABASE_MEMBER) ?? 0 });
    const subject = databaseSubject({ db, objects: zipObjects(zip), version, kind: "archive" }, false);
    const [database] = await both(
      check.stopping(check.threads.checkDatabase(subject, check.aside)),
      wasRead ? Promise.resolve() : readDatabase(),
    );
    check.findings.merge(database.found);
    return { container, version, database };
  } finally {
    close();
  }
}

/** Anything else, opened as everybody opens it; of a profile folder the objects are read too. */
async function checkOpened(absolute: string, check: Check, options: VerifyOptions): Promise<Checked> {
  const context = { signal: check.signal, progress: check.aside };
  const source = await openSource(absolute, context, options);
  try {
    const isConverted = isLegacyVersion(source.version);
    if (isConverted || source.kind === "store") {
      const where = printableName(path.basename(absolute));
      for (const warning of source.warnings) check.findings.remark("source-remark", `${warning}.`, where);
    }
    const isStore = source.kind === "store";
    if (isStore) check.expect(source.sizeBytes);
    const [database] = await both(
      check.stopping(check.threads.checkDatabase(databaseSubject(source, isConverted), check.aside)),
      check.stopping(
        isStore ? check.read(storeBatches(source.path, source.objects.keys())) : Promise.resolve(),
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
