import fs from "node:fs";
import path from "node:path";
import type { RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext } from "../archive/source.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import { createDatabase } from "../db/connect.ts";
import type { ClosureCounts } from "../provenance/closure.ts";
import type { Provenance } from "../provenance/provenance.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import type { Selection } from "../provenance/starting-set.ts";
import { archiveMetadata } from "./archive-metadata.ts";
import type { LicenceRules } from "./checks.ts";
import { copyObjects } from "./copy-objects.ts";
import { type DeflatedAside, deflateAside } from "./deflate-aside.ts";
import { type ExportOptions, type ExportPlan, planExport } from "./plan-export.ts";
import { checkTarget, createTarget, named } from "../archive/target-file.ts";
import { writeDatabase } from "./write-database.ts";

/** One export, as a person or a script asks for it. */
export interface ExportRequest {
  selection: Selection;
  switches: RuleSwitches;
  options: ExportOptions & LicenceRules;
  target: string;
  /** An existing file may be replaced; a folder never. */
  mayReplace: boolean;
  /** Do every check and count, write nothing. */
  dryRun: boolean;
  /** Written into `metadata.json` as the writing program's. */
  stemmaVersion: string;
}

/** What an export came to; `sizeBytes` is 0 after a dry run. */
export interface ExportOutcome {
  path: string;
  counts: ClosureCounts;
  sizeBytes: number;
  seconds: number;
}

const DATABASE = "db.sqlite3";
const METADATA = "metadata.json";
const REPORT_MS = 100;

/**
 * Write a new archive with the closure of a selection, as AiiDA 2.9 writes it (`docs/data-model.md`, "Export"). The
 * same source and request give the same bytes but for `ctime` in `metadata.json`. The file is written in a folder beside the
 * target, flushed, and moved there in one step; on an error or when cancelled nothing is left, and an existing target
 * is untouched. Memory does not grow with the files.
 * @throws AppError `export/exists`, `disk/full`, `disk/denied`, `archive/corrupt`, `cancelled`, and as `planExport`.
 */
export async function exportArchive(
  provenance: Provenance,
  request: ExportRequest,
  context: JobContext,
): Promise<ExportOutcome> {
  const startedAt = performance.now();
  const target = path.resolve(request.target);
  checkTarget(target, request.mayReplace, provenance.source.path);
  const { selection, switches, options } = request;
  const plan = await planExport(provenance, selection, switches, options, context);
  const sizeBytes = request.dryRun ? 0 : await write(provenance, plan, request, target, context);
  return { path: target, counts: plan.counts, sizeBytes, seconds: (performance.now() - startedAt) / 1000 };
}

async function write(
  provenance: Provenance,
  plan: ExportPlan,
  request: ExportRequest,
  target: string,
  context: JobContext,
): Promise<number> {
  const place = createTarget(target, request.mayReplace);
  try {
    const databaseFile = path.join(place.workFolder, DATABASE);
    await fillDatabase(databaseFile, plan, context);
    const archiveFile = path.join(place.workFolder, "archive");
    const handle = fs.openSync(archiveFile, "wx", 0o666);
    let sizeBytes: number;
    try {
      sizeBytes = await writeMembers(handle, databaseFile, provenance, plan, request, context);
      throwIfCancelled(context.signal);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    throwIfCancelled(context.signal);
    place.publish(archiveFile);
    return sizeBytes;
  } catch (error) {
    throw named(error, target);
  } finally {
    place.cleanUp();
  }
}

async function fillDatabase(file: string, plan: ExportPlan, context: JobContext): Promise<void> {
  const db = createDatabase(file);
  try {
    await runInSlices(writeDatabase(db, plan.reads, plan.closure, plan.rows), context);
  } finally {
    db.close();
  }
}

/** Local order: objects, database, metadata; the central directory lists the last two first, as readers count on. */
async function writeMembers(
  handle: number,
  databaseFile: string,
  provenance: Provenance,
  plan: ExportPlan,
  { options, stemmaVersion }: ExportRequest,
  context: JobContext,
): Promise<number> {
  const level = options.compression;
  const writer = new ZipWriter(handle, { leading: [METADATA, DATABASE] });
  // The database is deflated in zlib's own thread while the files are copied in this one.
  const deflated = level === 0 ? null : deflateAside(databaseFile, level, context.signal);
  try {
    await copyObjects(writer, provenance.source.objects, plan.objectKeys, level, context);
    await addDatabase(writer, databaseFile, deflated, context);
  } finally {
    await deflated?.stop();
  }
  const metadata = archiveMetadata({
    aiidaVersion: provenance.source.metadata.aiida_version,
    stemmaVersion,
    compression: level,
    createdAt: new Date(),
    startingSet: startingSet(plan),
    includeAuthinfos: options.includeAuthinfos,
    includeComments: options.includeComments,
    includeLogs: options.includeLogs,
    rules: plan.closure.rules,
  });
  writer.addBuffer(METADATA, Buffer.from(metadata), 0);
  return writer.finish();
}

async function addDatabase(
  writer: ZipWriter,
  databaseFile: string,
  deflated: DeflatedAside | null,
  context: JobContext,
): Promise<void> {
  const bytes = fs.statSync(databaseFile).size;
  if (deflated === null) {
    await writer.addStream(DATABASE, watchedFile(databaseFile, bytes, context), 0, bytes);
    return;
  }
  const report = setInterval(() => {
    context.progress({ phase: "writing the database", done: deflated.done(), total: bytes, unit: "bytes" });
  }, REPORT_MS);
  try {
    const { file, ...member } = await deflated.finished;
    await writer.addRaw(DATABASE, member, watchedFile(file, member.compressedSize, context));
  } finally {
    clearInterval(report);
  }
}

async function* watchedFile(file: string, total: number, context: JobContext): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    throwIfCancelled(context.signal);
    done += (chunk as Buffer).length; // no encoding is set: chunks are buffers
    context.progress({ phase: "writing the database", done, total, unit: "bytes" });
    yield chunk as Buffer;
  }
}

/** UUIDs of what was chosen, sorted; null for the whole archive. */
function startingSet({ closure: { loaded, start }, reads }: ExportPlan) {
  if (start.all) return null;
  const nodeIds = Array.from(start.chosenNodes, (node) => loaded.graph.nodeIds[node]!);
  return {
    node: reads.nodeUuids(nodeIds),
    group: start.groups.map(({ uuid }) => uuid).sort(),
    computer: reads.computerUuids(start.computerIds),
  };
}
