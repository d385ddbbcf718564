import path from "node:path";
import { lossWords } from "../../shared/text/losses.ts";
import type { Source } from "../archive/source.ts";

/** What an archive says that was written from a damaged one. */
export interface DamageNote {
  /** One sentence for people: `stemma_comment` in `metadata.json`, and the comment of the ZIP. */
  comment: string;
  /** The same in numbers and with the findings, for programs: `stemma_losses`. */
  losses: Record<string, unknown>;
}

/** The note for an export of a source that was opened in part; null for a whole one. */
export function damageNote({ path: file, losses }: Pick<Source, "path" | "losses">): DamageNote | null {
  if (losses === null) return null;
  const name = path.basename(file);
  return {
    comment: `Made from the damaged archive ${name}, which was opened as far as it could be read: ${lossWords(losses)}. What was lost there is missing here.`,
    losses: {
      source: name,
      nodes_without_files: losses.nodesWithoutFiles,
      files_lost: losses.objectsLost,
      links_dropped: losses.linksDropped,
      rows_skipped: losses.rowsSkipped,
      values_emptied: losses.valuesEmptied ?? 0,
      at_least: losses.isAtLeast ?? false,
      findings: [...losses.findings],
    },
  };
}
