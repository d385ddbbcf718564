import type { Source } from "../../archive/source.ts";
import {
  EDGE_TABLES,
  NAMED_TABLES,
  prepareImportTraces,
  type TracedTable,
} from "../../db/queries/import-traces.ts";
import type { UndoWitness } from "./import-record.ts";
import { traceHash } from "./trace-hash.ts";
import type { UndoPlan } from "./undo-plan.ts";

type Database = Source["db"];

/**
 * One row that an undo takes out, or one text that it brings back: whether it is there tells afterwards what became of the undo,
 * whatever else of the import stays, as people do whom others need. Null when the undo changes nothing.
 */
export function undoWitness(
  db: Database,
  { nodeIds, ids, restored }: Pick<UndoPlan, "nodeIds" | "ids" | "restored">,
): UndoWitness | null {
  const going: Record<TracedTable, readonly number[]> = { ...ids, db_dbnode: nodeIds };
  const [text] = restored;
  const places: Pick<UndoWitness, "table" | "id">[] = [...NAMED_TABLES, ...EDGE_TABLES].flatMap((table) =>
    going[table].slice(0, 1).map((id) => ({ table, id })),
  );
  if (text) places.push({ table: text.kind, id: text.id });
  const [place] = places;
  const name = place && nameOf(db, place);
  return place && name !== undefined ? { ...place, name } : null;
}

/** True as long as the undo that it was chosen for did not come about. */
export function isStillThere(db: Database, { name, ...place }: UndoWitness): boolean {
  return nameOf(db, place) === name;
}

/** What a row is known by now; undefined when it is gone. */
function nameOf(db: Database, { table, id }: Pick<UndoWitness, "table" | "id">): string | undefined {
  const reads = prepareImportTraces(db);
  switch (table) {
    case "extras":
    case "comment": {
      const text = reads.text(table, id);
      return text && traceHash(text[0] ?? "null").join(" ");
    }
    case "db_dblink":
    case "db_dbgroup_dbnodes": {
      const [edge] = reads.edge(table, id - 1);
      return edge?.[0] === id ? edge[1] : undefined;
    }
    default:
      return reads.rows(table, id - 1, id, 1)[0]?.[1];
  }
}
