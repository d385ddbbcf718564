import { AppError } from "../../shared/ipc/errors.ts";
import { MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import { detectContainer } from "../archive/container.ts";
import { openFile, type OpenFile } from "../archive/open-file.ts";
import type { JobContext } from "../archive/source.ts";
import { isSqliteHeader } from "../db/sqlite-header.ts";
import { type DamagedZip, openDamagedZip } from "./damaged-zip.ts";
import { looseBytes } from "./loose-bytes.ts";
import { MOST_FINDINGS } from "./loss-book.ts";
import { isDamagedFolder } from "./open-damaged-folder.ts";
import { sentenceOf } from "./salvage-metadata.ts";

/** A refusal waits so long for its list; what was not found by then is not in it. */
const EXAMINE_MS = 2_000;
const HEAD_BYTES = 4096;

/**
 * The error of a damaged archive with the list of what is wrong (`findings`) and whether opening part of it is worth a
 * try (`canReadPart`) in its details. Of a ZIP it looks at headers, the database and `metadata.json`, for two seconds.
 */
export async function withFindings(error: AppError, path: string, context: JobContext): Promise<AppError> {
  const findings = new Set([sentenceOf(error)]);
  let canReadPart = true; // of a tar only reading it tells
  let file: OpenFile | null = null;
  try {
    file = openFile(path); // anew: whoever failed may have closed it
    const container = detectContainer(file);
    if (container !== "tar" && container !== "tar.gz")
      canReadPart = await examineZip(file, findings, context);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === "cancelled") throw problem;
    // What it met while looking closer is no reason to lose the reason for the refusal.
  } finally {
    file?.close();
  }
  return detailed(error, [...findings], canReadPart);
}

async function examineZip(file: OpenFile, findings: Set<string>, context: JobContext): Promise<boolean> {
  const until = performance.now() + EXAMINE_MS;
  const zip = await openDamagedZip(file, context, { until });
  if (zip.problem) findings.add(sentenceOf(zip.problem));
  for (const finding of membersBeyond(file, zip)) findings.add(finding);
  if ((await zip.candidates("metadata.json")).length === 0) {
    findings.add("Nothing is left of metadata.json, which says how the archive was made.");
  }
  const [legacy] = await zip.candidates("data.json");
  if ((await lookAtDatabase(file, zip, findings, context, until)) || legacy !== undefined) return true;
  findings.add("Nothing is left of the database, so there are no nodes to show.");
  return false;
}

/** The same for an unpacked archive. */
export function withFolderFindings(error: AppError, folder: string): AppError {
  return detailed(error, [sentenceOf(error)], isDamagedFolder(folder));
}

/** The list in the details of such an error. */
export function findingsOf({ details }: AppError): string[] {
  const { findings } = details;
  return Array.isArray(findings) ? findings.filter((finding) => typeof finding === "string") : [];
}

/** The error of a file that was to be opened in part, and of which there is nothing to show. */
export function withoutPart(error: AppError): AppError {
  return detailed(error, [sentenceOf(error)], false);
}

function detailed(error: AppError, findings: readonly string[], canReadPart: boolean): AppError {
  const details = { ...error.details, findings: findings.slice(0, MOST_FINDINGS), canReadPart };
  return new AppError(error.code, error.message, details, { cause: error });
}

/** Members that the list names and the file has no bytes for. */
function membersBeyond(file: OpenFile, { zip }: DamagedZip): string[] {
  if (zip === null) return [];
  const { count, offsets, compressedSizes } = zip.directory;
  let beyond = 0;
  for (let i = 0; i < count; i++) if (offsets[i]! + compressedSizes[i]! > file.size) beyond++;
  return beyond === 0 ? [] : [`The file ends before ${beyond.toLocaleString("en-US")} of its members.`];
}

/** Whether there is something of a database; what is wrong with it goes into the findings. */
async function lookAtDatabase(
  file: OpenFile,
  zip: DamagedZip,
  findings: Set<string>,
  context: JobContext,
  until: number,
): Promise<boolean> {
  let isThere = false;
  for (const member of await zip.candidates("db.sqlite3")) {
    const isSmall = (member.size ?? member.packedBytes) <= MEMORY_DATABASE_BYTES && performance.now() < until;
    const { bytes, end } = await looseBytes(
      file,
      member,
      isSmall ? MEMORY_DATABASE_BYTES : HEAD_BYTES,
      context.signal,
    );
    if (bytes.length >= HEAD_BYTES) isThere = true;
    if (end?.state === "whole" && isSqliteHeader(bytes)) return true;
    if (end?.state === "checksum") findings.add("The database does not match its checksum.");
    if (end?.state === "cut" || end?.state === "damaged") {
      const come = bytes.length.toLocaleString("en-US");
      const of = member.size === null ? "" : ` of its ${member.size.toLocaleString("en-US")}`;
      findings.add(`The database is cut short or damaged: ${come}${of} bytes can be unpacked.`);
    }
    if (bytes.length > 0 && !isSqliteHeader(bytes)) {
      findings.add("The database does not begin as an SQLite database does.");
    }
  }
  return isThere;
}
