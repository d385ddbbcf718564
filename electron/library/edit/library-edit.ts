import type { z } from "zod";
import type { LibraryEditSchema, RowSwapSchema } from "../../../shared/ipc/edit-schema.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import { prepareEditRows } from "../../db/queries/edit-rows.ts";
import { type LibraryRows, prepareLibraryRows } from "../../db/queries/library-rows.ts";
import { storedNow } from "../../db/queries/new-store.ts";

/** An edit as the window asks for it: nodes by their ids in what the window has read. */
export type AskedEdit = z.output<typeof LibraryEditSchema>;

type ByUuid<E> = E extends { nodeIds: unknown } ? Omit<E, "nodeIds"> & { nodes: readonly string[] } : E;

/** One change of the library: everything by UUID, so that it means the same whatever came in between. */
export type LibraryEdit = ByUuid<AskedEdit>;

/** What an edit did to a row, or to the members of a group. */
export type RowSwap = z.output<typeof RowSwapSchema>;

/** What came of an edit. */
export interface EditOutcome {
  /** In the order in which they were made; none when everything was as wished already. */
  swaps: RowSwap[];
  /** UUID of the group it was about. */
  group: string | null;
  /** Nodes that joined, left or changed; of groups and comments, 1. */
  changed: number;
}

/** Long edits yield how far they are. */
export type Editing<T> = Generator<JobProgress, T>;

/** What the steps of an edit share. */
export interface EditRun {
  readonly rows: ReturnType<typeof prepareEditRows>;
  readonly library: LibraryRows;
  /** The moment of the edit, in the stored form. */
  readonly now: string;
}

/** What the steps of an edit share, at their beginning. */
export function beginEdit(db: Source["db"]): EditRun {
  return { rows: prepareEditRows(db), library: prepareLibraryRows(db), now: storedNow() };
}

/**
 * Ids in the store of these nodes, in their order, each once.
 * @throws AppError `node/not-found` when any is not there.
 */
export function nodeIdsOf(run: EditRun, uuids: readonly string[]): Map<string, number> {
  const wanted = [...new Set(uuids)];
  const found = new Map(run.library.idsByUuid("db_dbnode", wanted));
  const missing = wanted.filter((uuid) => !found.has(uuid));
  if (missing.length === 0) return new Map(wanted.map((uuid) => [uuid, found.get(uuid)!]));
  const what = missing.length === 1 ? "A node is" : `${missing.length} nodes are`;
  throw new AppError("node/not-found", `${what} no longer in the library. Reload it, then try again.`, {
    nodes: missing.slice(0, 20),
    count: missing.length,
  });
}

/** To whom new groups and comments belong: the user that the store was made for. */
export function ownerOf({ library }: EditRun): number {
  const [first] = library.users();
  if (first) return first[1];
  throw new AppError(
    "store/incompatible",
    "The store has no user. Run `verdi presto` or `verdi user configure` first.",
  );
}
