import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { prepareEditRows } from "../db/queries/edit-rows.ts";
import type { GroupRow } from "../db/queries/groups.ts";
import { resolveEntity } from "../db/queries/resolve.ts";
import { editLibrary } from "../library/edit/edit-library.ts";
import type { EditOutcome, LibraryEdit } from "../library/edit/library-edit.ts";
import { libraryFolder } from "../library/library-place.ts";
import { type OpenLibrary, openLibrary } from "../library/open-library.ts";
import { storeFailure } from "../library/store-failure.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import type { OptionSpec, ParsedArguments } from "./arguments.ts";
import type { CliIo } from "./verb.ts";

/** Which store is changed. */
export const STORE_OPTION: OptionSpec = {
  kind: "value",
  name: "store",
  placeholder: "DIR",
  help: "the store (default: the library of the app)",
};

/**
 * The store that a verb is about, as an absolute path.
 * @throws AppError `store/not-found` where nothing is; what is there is looked at by those who open it.
 */
export function storeOf(args: ParsedArguments): string {
  const folder = path.resolve(args.value("store") ?? libraryFolder());
  if (!fs.existsSync(folder)) throw noStore(folder);
  return folder;
}

/** `store/not-found`, with what makes one. */
export function noStore(folder: string): AppError {
  return new AppError(
    "store/not-found",
    `There is no store at ${folder}. \`stemma store init\` makes one, and so does the first import.`,
    { path: folder },
  );
}

/** Names of the command line as what they stand for in a store. */
export interface StoreNames {
  db: Source["db"];
  /** UUIDs of nodes. `node/not-found`, `node/ambiguous`. */
  nodes(names: readonly string[]): string[];
  /** UUID of a group. `group/not-found`, `group/ambiguous`. */
  group(name: string): string;
}

/** What came of edits, with the group that they were about as it is now. */
export interface StoreEdited extends EditOutcome {
  groupRow: GroupRow | null;
}

/**
 * Edit a store in one transaction: all of what `wished` asks for, or nothing of it. Without an effect nothing is written.
 * @throws AppError as `openLibrary` and `editLibrary`, and what `wished` throws.
 */
export async function editStore(
  store: string,
  io: CliIo,
  wished: (names: StoreNames) => readonly LibraryEdit[],
): Promise<StoreEdited> {
  return changeStore(store, io, async (library) => {
    const { db } = library;
    const edits = wished({
      db,
      nodes: (names) => names.map((name) => resolveEntity(db, "node", name).uuid),
      group: (name) => resolveEntity(db, "group", name).uuid,
    });
    const outcome = await runInSlices(editLibrary(db, edits), io.job);
    const groupRow = outcome.group === null ? null : groupRowOf(db, outcome.group);
    if (outcome.swaps.length > 0) await library.commit();
    return { ...outcome, groupRow };
  });
}

/**
 * Open a store, change it, and close it whatever happens; what was not committed by then is taken back.
 * @throws AppError as `openLibrary` and `storeFailure`, and what `work` throws.
 */
export async function changeStore<T>(
  store: string,
  io: CliIo,
  work: (library: OpenLibrary) => Promise<T>,
): Promise<T> {
  const library = await openLibrary(store, io.job);
  try {
    return await work(library);
  } catch (error) {
    throw storeFailure(error, store);
  } finally {
    library.close();
  }
}

/** A group as it is now; null for one that is gone. */
export function groupRowOf(db: Source["db"], uuid: string): GroupRow | null {
  const rows = prepareEditRows(db);
  const group = rows.group(uuid);
  if (!group) return null;
  const { id: groupId, label, typeString, description } = group;
  return { groupId, uuid, label, typeString, description, nodes: rows.countMembers(groupId) };
}

/** UUID of a comment by its PK or UUID; what is neither stays as it is, and then is not found. */
export function commentUuid({ db }: StoreNames, name: string): string {
  return /^\d{1,15}$/.test(name) ? (prepareEditRows(db).commentUuid(Number(name)) ?? name) : name;
}
