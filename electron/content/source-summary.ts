import type { JobContext, Source } from "../archive/source.ts";
import { countCodes } from "../db/node-facets.ts";
import { nodeTable } from "../db/node-table.ts";
import { prepareCountQueries, type TableCounts } from "../db/queries/counts.ts";

/** Rows of each table, and the distinct repository objects that the source holds. */
export function sourceCounts(source: Source): TableCounts & { files: number } {
  return { ...prepareCountQueries(source.db).tables(), files: source.objects.count };
}

/** What the status bar and the tab say of an open source. Reads every node's type and every process's state. */
export async function sourceSummary(source: Source, context: JobContext) {
  const { states } = await nodeTable(source.db).processes(context);
  const times = prepareCountQueries(source.db).nodeTimes();
  const byState = countCodes(states);
  const sum = (test: (key: string) => boolean) =>
    [...byState].reduce((total, [key, count]) => total + (test(key) ? count : 0), 0);
  return {
    kind: source.kind,
    container: source.container,
    version: source.version,
    readAs: source.readAs,
    sizeBytes: source.sizeBytes,
    aiidaVersion: textOf(source, "aiida_version"),
    writtenBy: writtenBy(source),
    createdAt: textOf(source, "ctime"),
    counts: sourceCounts(source),
    processes: sum(() => true),
    failed: sum((key) => key.startsWith("finished[") && key !== "finished[0]" && key !== "finished[null]"),
    excepted: sum((key) => key === "excepted"),
    killed: sum((key) => key === "killed"),
    firstNodeAt: times.first,
    lastNodeAt: times.last,
    losses: source.losses && {
      ...source.losses,
      valuesEmptied: source.losses.valuesEmptied ?? 0,
      isAtLeast: source.losses.isAtLeast ?? false,
      findings: [...source.losses.findings],
    },
    warnings: [...source.warnings],
  };
}

/** The program that wrote a source, for people. Our own exports keep the `aiida_version` of what they were made from and add `stemma_version`. */
export function writtenBy(source: Source): string {
  if (source.kind === "store") return "AiiDA"; // which does not note its own version there
  const stemma = textOf(source, "stemma_version");
  if (stemma !== null) return `Stemma ${stemma}`;
  const aiida = textOf(source, "aiida_version");
  return aiida === null ? "an unnamed program" : `AiiDA ${aiida}`;
}

function textOf(source: Source, key: string): string | null {
  const value = source.metadata[key];
  return typeof value === "string" ? value : null;
}
