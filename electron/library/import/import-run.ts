import { AppError } from "../../../shared/ipc/errors.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import type { CopiedTable, ExportRow, prepareExportReads } from "../../db/queries/export-rows.ts";
import type { ImportReads } from "../../db/queries/import-reads.ts";
import { type ImportWrites, prepareImportWrites } from "../../db/queries/import-writes.ts";
import { type LibraryRows, prepareLibraryRows, type UuidTable } from "../../db/queries/library-rows.ts";
import { storedNow } from "../../db/queries/new-store.ts";
import type { EarlierFiles } from "./earlier-files.ts";
import type { ImportScope } from "./import-scope.ts";
import { NodeMap } from "./node-map.ts";

type Database = Source["db"];

/** What happens to extras of nodes that the store has already; verdi's names. */
export const EXISTING_EXTRAS = ["none", "keep_existing", "update_existing", "mirror"] as const;
/** What happens to comments that the store has already. */
export const COMMENT_MODES = ["leave", "newest", "overwrite"] as const;

/** What may differ from one import to another; the defaults are AiiDA's (`DEFAULT_OPTIONS`). */
export interface ImportOptions {
  existingExtras: (typeof EXISTING_EXTRAS)[number];
  /** Extras of new nodes come along, private ones (`_aiida_…`) never. */
  keepsNewExtras: boolean;
  comments: (typeof COMMENT_MODES)[number];
  includeAuthinfos: boolean;
  /** Into which group all nodes go: a new one, none, or the one of this UUID or label, which is made if there is none. */
  group: "new" | "none" | { name: string };
  /** Do everything but keep nothing. */
  dryRun: boolean;
}

export const DEFAULT_OPTIONS: ImportOptions = {
  existingExtras: "none",
  keepsNewExtras: true,
  comments: "leave",
  includeAuthinfos: false,
  group: "new",
  dryRun: false,
};

/** Numbers of rows, and of distinct file contents. */
export interface ImportCounts {
  nodes: number;
  links: number;
  groups: number;
  computers: number;
  users: number;
  comments: number;
  logs: number;
  authinfos: number;
  files: number;
}

export type CountedKind = keyof ImportCounts;

/** A computer or group that got another label, because the store has one of that name. */
export interface Relabelled {
  kind: "computer" | "group";
  uuid: string;
  from: string;
  to: string;
}

const NO_WRITES: ImportWrites = {
  row: () => undefined,
  link: () => undefined,
  membership: () => undefined,
  flush: () => undefined,
};

/** What all steps of one import share. */
export interface ImportRun {
  readonly source: Source;
  readonly options: ImportOptions;
  readonly reads: ImportReads;
  readonly rows: ReturnType<typeof prepareExportReads>;
  readonly library: LibraryRows;
  readonly writes: ImportWrites;
  /** Ids in the source of the nodes that are imported; null: all of them. */
  readonly chosenNodes: ReadonlySet<number> | null;
  /** The moment of the import, in the stored form. */
  readonly now: string;
  readonly fresh: ImportCounts;
  readonly existing: ImportCounts;
  readonly changed: { extras: number; comments: number };
  /** New links between nodes that the store had before, and bytes of the new files. */
  readonly sums: { linksBetweenExisting: number; bytes: number };
  /** Of a dry run of several files: those before. */
  readonly earlier: EarlierFiles | null;
  readonly relabelled: Relabelled[];
  /** Ids of the archive → ids of the store. */
  readonly users: Map<number, number>;
  readonly computers: Map<number, number>;
  readonly nodes: NodeMap;
  /** Ids in the store of everything that it had before and the archive has as well, by table, in no order. */
  readonly met: Record<UuidTable, number[]>;
}

const none = (): ImportCounts => ({
  nodes: 0,
  links: 0,
  groups: 0,
  computers: 0,
  users: 0,
  comments: 0,
  logs: 0,
  authinfos: 0,
  files: 0,
});

/** What all steps share, at their beginning. A dry run looks things up and writes nothing. */
export function beginRun(
  source: Source,
  db: Database,
  options: ImportOptions,
  scope: ImportScope,
  earlier: EarlierFiles | null = null,
): ImportRun {
  const library = prepareLibraryRows(db);
  const isDry = options.dryRun;
  const looked = isDry ? { ...library, setExtras: () => undefined, setComment: () => undefined } : library;
  const known = earlier ? earlier.over(looked) : looked;
  return {
    source,
    options,
    reads: scope.reads,
    rows: scope.rows,
    library: known,
    writes: earlier ? earlier.writes() : isDry ? NO_WRITES : prepareImportWrites(db),
    chosenNodes: scope.nodes,
    earlier,
    sums: { linksBetweenExisting: 0, bytes: 0 },
    now: storedNow(),
    fresh: none(),
    existing: none(),
    changed: { extras: 0, comments: 0 },
    relabelled: [],
    users: new Map(),
    computers: new Map(),
    nodes: new NodeMap(known.nextId("db_dbnode")),
    met: { db_dbcomputer: [], db_dbgroup: [], db_dbnode: [], db_dbcomment: [], db_dblog: [] },
  };
}

/** A table whose rows are matched by UUID, and how a row of it gets into the store. */
interface MatchedTable {
  table: UuidTable & CopiedTable;
  kind: CountedKind;
  /** Change a new row to what the store keeps; its id is set already. */
  transform(row: ExportRow, archiveId: number): void;
  /** A row that the store has. */
  onExisting?(archiveId: number, storeId: number): void;
  /** A row under the id that it gets; called for all of them before the first is transformed. */
  onNew?(archiveId: number, storeId: number): void;
}

const SLICE_IDS = 5_000; // some milliseconds
const SLICE_ROWS = 500; // a row may be a megabyte

/**
 * Bring the rows of a table into the store: those whose UUID it has stay as they are, the others are added under new ids.
 * `onExisting` and `onNew` hear of all rows in the order of their ids in the archive.
 * @yields Rows looked at, then new rows done, after every slice.
 */
export function* bringRows(
  run: ImportRun,
  { table, kind, transform, onExisting, onNew }: MatchedTable,
): Generator<JobProgress, void> {
  const unit = kind === "nodes" ? "nodes" : "steps";
  const firstNew = run.library.nextId(table);
  const missing: number[] = [];
  let looked = 0;
  for (let after = -1; ; ) {
    const slice = run.reads.ids(table, after, SLICE_IDS);
    const uuids = slice.map(([, uuid]) => uuid);
    const known = new Map(run.library.idsByUuid(table, uuids));
    for (const [id, uuid] of slice) {
      const storeId = known.get(uuid);
      if (storeId === undefined) {
        onNew?.(id, firstNew + missing.length);
        missing.push(id);
      } else {
        run.existing[kind]++;
        run.met[table].push(storeId);
        onExisting?.(id, storeId);
      }
    }
    looked += slice.length;
    yield { phase: `comparing ${kind}`, done: looked, total: null, unit };
    if (slice.length < SLICE_IDS) break;
    after = slice.at(-1)![0];
  }
  for (let at = 0; at < missing.length; at += SLICE_ROWS) {
    let nextId = firstNew + at;
    for (const row of run.rows.rows(table, missing.slice(at, at + SLICE_ROWS), run.now)) {
      const [id, uuid] = row as [number, string | null];
      requireSound(table, id, uuid, row.pop());
      row[0] = nextId++;
      transform(row, id);
      adding(table, id, () => run.writes.row(table, row));
    }
    run.fresh[kind] = Math.min(at + SLICE_ROWS, missing.length);
    yield { phase: `importing ${kind}`, done: run.fresh[kind], total: missing.length, unit };
  }
}

function requireSound(table: string, id: number, uuid: string | null, isJson: unknown): void {
  if (uuid === null || uuid === "")
    throw invalid(`Row ${id} of ${table} in the archive has no UUID`, { table, id });
  if (isJson !== 1)
    throw invalid(`Row ${id} of ${table} in the archive holds JSON that nobody can read`, { table, id });
}

/** Add a row; a second one of the same name is said as such. */
export function adding(table: string, id: number, add: () => void): void {
  try {
    add();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code !== "SQLITE_CONSTRAINT_UNIQUE") throw error;
    throw uniqueness(`Row ${id} of ${table} in the archive is there twice`, { table, id }, error);
  }
}

/** `import/validation`: the archive holds something that no store takes. Nothing is imported. */
export function invalid(sentence: string, details: Record<string, unknown>): AppError {
  return new AppError(
    "import/validation",
    `${sentence}, so nothing was imported. Check the archive with \`stemma verify\`.`,
    details,
  );
}

/** `import/uniqueness`: archive and store contradict each other. Nothing is imported. */
export function uniqueness(sentence: string, details: Record<string, unknown>, cause?: unknown): AppError {
  return new AppError(
    "import/uniqueness",
    `${sentence}, so nothing was imported. The archive and what the store holds do not fit together.`,
    details,
    cause === undefined ? undefined : { cause },
  );
}

/** The id in the store of what a row of the archive refers to. */
export function mapped(
  ids: Pick<ReadonlyMap<number, number>, "get">,
  id: unknown,
  what: string,
  of: string,
): number {
  const found = typeof id === "number" ? ids.get(id) : undefined;
  if (found === undefined)
    throw invalid(`${of} in the archive refers to a ${what} that is not there`, { what, id });
  return found;
}

const MOST_RENAMES = 100;

/** A label that is not taken, as AiiDA makes one (`aiida/tools/archive/imports.py`); it is taken from now on. */
export function freeLabel(label: string, taken: Set<string>, what: string): string {
  let free = taken.has(label) ? null : label;
  for (let i = 0; free === null && i < MOST_RENAMES; i++) {
    const candidate = `${label} (Imported #${i})`;
    if (!taken.has(candidate)) free = candidate;
  }
  if (free === null)
    throw uniqueness(`There are ${MOST_RENAMES} ${what}s with the label ${label} already`, { label });
  taken.add(free);
  return free;
}
