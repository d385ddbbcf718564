import { AppError } from "../../../shared/ipc/errors.ts";
import type { Source } from "../../archive/source.ts";
import type { prepareExportReads } from "../../db/queries/export-rows.ts";
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
  dropIndexes: () => [],
  makeIndex: () => undefined,
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
  /** Keys of all files that the nodes name, as far as their rows have been read. */
  readonly keys: Set<string>;
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
    keys: new Set(),
    met: { db_dbcomputer: [], db_dbgroup: [], db_dbnode: [], db_dbcomment: [], db_dblog: [] },
  };
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
