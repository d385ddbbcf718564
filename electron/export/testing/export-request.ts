import { AppError } from "../../../shared/ipc/errors.ts";
import { openSource } from "../../sources/open-source.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { createProvenance, UNWATCHED } from "../../provenance/provenance.ts";
import type { Selection } from "../../provenance/starting-set.ts";
import { type ExportOutcome, type ExportRequest, exportArchive } from "../write-archive.ts";

/** A selection of the whole source, or of what is named. */
export function select(parts: Partial<Selection> | "all"): Selection {
  const nothing = { all: false, nodeIds: [], groupIds: [], computerIds: [] };
  return parts === "all" ? { ...nothing, all: true } : { ...nothing, ...parts };
}

/** Export with plain defaults: everything, level 6, comments and logs, no authinfos. */
export function exportTo(
  source: Source,
  target: string,
  request: Partial<Omit<ExportRequest, "options">> & { options?: Partial<ExportRequest["options"]> } = {},
  context: JobContext = UNWATCHED,
): Promise<ExportOutcome> {
  return exportArchive(
    createProvenance(source),
    {
      selection: select("all"),
      switches: {},
      target,
      mayReplace: false,
      dryRun: false,
      stemmaVersion: "0.0.0-test",
      ...request,
      options: {
        compression: 6,
        includeComments: true,
        includeLogs: true,
        includeAuthinfos: false,
        ...request.options,
      },
    },
    context,
  );
}

/** Open an archive, hand it over, close it. */
export async function withArchive<T>(file: string, work: (source: Source) => T | Promise<T>): Promise<T> {
  const source = await openSource(file, UNWATCHED);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

/** The code of the error that a promise fails with; the value itself if it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}
