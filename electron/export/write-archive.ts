import path from "node:path";
import type { RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import { conversionSentence } from "../archive/conversion-sentence.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { checkTarget } from "../archive/target-file.ts";
import { boundMemory, createDatabase } from "../db/connect.ts";
import { dropMappedPages, readThrough } from "../db/mapped-memory.ts";
import type { ClosureCounts } from "../provenance/closure.ts";
import type { Provenance } from "../provenance/provenance.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import type { Selection } from "../provenance/starting-set.ts";
import { damageNote } from "./damage-note.ts";
import { databaseIn, publishFile, writeArchiveFile } from "./archive-file.ts";
import { archiveMetadata } from "./archive-metadata.ts";
import type { LicenceRules } from "./checks.ts";
import { copyObjects } from "./copy-objects.ts";
import { isLarge, tidyUp } from "./large.ts";
import { type ExportOptions, type ExportPlan, planExport } from "./plan-export.ts";
import { writeIndexes, writeRows } from "./write-database.ts";

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
  const { db } = provenance.source;
  const readAsBefore = isLarge(db) ? readThrough(db) : null;
  try {
    const plan = await planExport(provenance, selection, switches, options, context);
    tidyUp(provenance);
    const sizeBytes = request.dryRun ? 0 : await write(provenance, plan, request, target, context);
    return { path: target, counts: plan.counts, sizeBytes, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    readAsBefore?.();
  }
}

async function write(
  provenance: Provenance,
  plan: ExportPlan,
  request: ExportRequest,
  target: string,
  context: JobContext,
): Promise<number> {
  return publishFile(target, request.mayReplace, context, async (workFolder) => {
    const databaseFile = databaseIn(workFolder);
    await fillDatabase(databaseFile, provenance.source.db, plan, context);
    const file = path.join(workFolder, "archive");
    const level = request.options.compression;
    const result = await writeArchiveFile(
      file,
      {
        databaseFile,
        level,
        addObjects: (writer) => copyObjects(writer, provenance.source.objects, plan.objects, level, context),
        metadata: () => metadataOf(provenance, plan, request),
        comment: () => damageNote(provenance.source)?.comment,
      },
      context,
    );
    return { file, result };
  });
}

async function fillDatabase(
  file: string,
  source: Source["db"],
  plan: ExportPlan,
  context: JobContext,
): Promise<void> {
  const db = createDatabase(file);
  try {
    if (isLarge(source)) boundMemory(db);
    await runInSlices(writeRows(db, plan.reads, plan.rows), context);
    dropMappedPages(source);
    await runInSlices(writeIndexes(db), context);
  } finally {
    db.close();
  }
}

function metadataOf(
  provenance: Provenance,
  plan: ExportPlan,
  { options, stemmaVersion }: ExportRequest,
): string {
  return archiveMetadata({
    aiidaVersion: provenance.source.metadata.aiida_version,
    stemmaVersion,
    compression: options.compression,
    createdAt: new Date(),
    startingSet: plan.startingSet,
    includeAuthinfos: options.includeAuthinfos,
    includeComments: options.includeComments,
    includeLogs: options.includeLogs,
    rules: plan.rules,
    conversions: conversionsOf(provenance.source, stemmaVersion),
    damage: damageNote(provenance.source),
  });
}

/** Of a source that is no current archive: the conversions that it tells of, and that it was read as one. */
function conversionsOf({ metadata, version, readAs, kind }: Source, stemmaVersion: string): string[] {
  if (kind === "store" || version === readAs) return [];
  const { conversion_info: told } = metadata;
  const before = Array.isArray(told) ? told.filter((sentence) => typeof sentence === "string") : [];
  return [...before, conversionSentence(version, readAs, stemmaVersion)];
}
