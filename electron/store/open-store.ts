import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { toSourceError } from "../archive/source-error.ts";
import { listed } from "../archive/source-warnings.ts";
import { checkSchema } from "../db/check-schema.ts";
import { storeIdentity } from "../db/queries/store-identity.ts";
import { Container } from "./container.ts";
import { containerObjects } from "./container-objects.ts";
import type { Snapshot, SnapshotOptions } from "./open-copy.ts";
import { takeSnapshot } from "./snapshot.ts";
import {
  CONTAINER,
  isContainer,
  notFound,
  readableVersion,
  requireParts,
  requireSameContainer,
  STORE_DATABASE,
} from "./store-checks.ts";
import { look } from "./store-files.ts";
import { marksOf } from "./snapshot-files.ts";
import { openWhereItLies } from "./where-it-lies.ts";

/** True for what looks like a profile folder, or half of one: a database or a container, and not an unpacked archive. */
export function isStoreFolder(folder: string): boolean {
  const has = (name: string) => look(path.join(folder, name)) !== null;
  return !has("metadata.json") && (has(STORE_DATABASE) || has(path.join(CONTAINER, "config.json")));
}

/** The profile folder that a path inside one means: its database or its container. Null for any other path. */
export function storeFolderAround(file: string): string | null {
  const folder = path.dirname(file);
  const isPart = path.basename(file) === STORE_DATABASE || path.basename(file) === CONTAINER;
  const isWhole =
    look(path.join(folder, STORE_DATABASE)) !== null && isContainer(path.join(folder, CONTAINER));
  return isPart && isWhole ? folder : null;
}

/**
 * Open an AiiDA profile folder (`core.sqlite_dos`) for reading, also while AiiDA works with it: `database.sqlite` and
 * `container/`. What is seen is the database as it was at this moment (`snapshot.ts`), with files as they are when they are
 * read, which is the same: their contents never change. Neither AiiDA nor its files notice anything. The
 * container may be a link to another disk, everything else has to lie in the folder itself.
 * @throws `store/not-found`: not both are there; `store/incompatible`: another version, hash or compression;
 *   `store/corrupt` (details: member, check); `store/locked`: AiiDA writes without a break;
 *   `archive/limit`, `disk/full`, `disk/denied`, `cancelled`.
 */
export async function openStore(
  folder: string,
  context: JobContext,
  options: Pick<SnapshotOptions, "cacheDir" | "mapsMemory"> = {},
): Promise<Source> {
  return over(folder, context, options, () =>
    takeSnapshot(path.join(folder, STORE_DATABASE), context, { ...options, name: STORE_DATABASE }),
  );
}

/**
 * Read a profile folder once and let go of it. Where nobody writes meanwhile a large database is read where it lies: that saves the
 * time and the room of a copy. When somebody did, what was found does not count, and `work` is done again over a copy.
 * @param work What it gives and whom it tells must be the same when it runs a second time.
 * @throws As `openStore`, and what `work` throws.
 */
export async function lookAtStore<T>(
  folder: string,
  context: JobContext,
  work: (store: Source) => Promise<T>,
): Promise<T> {
  const looked = await lookedAtWhereItLies(folder, context, work);
  if (looked !== null) return looked.found;
  const store = await openStore(folder, context);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Null where it could not be read so, or somebody wrote meanwhile. */
async function lookedAtWhereItLies<T>(
  folder: string,
  context: JobContext,
  work: (store: Source) => Promise<T>,
): Promise<{ found: T } | null> {
  requireParts(folder);
  const file = path.join(folder, STORE_DATABASE);
  let snapshot: Snapshot | null = null;
  const isSame = () => snapshot?.marks === marksOf(file);
  try {
    snapshot = openWhereItLies(file, STORE_DATABASE);
    if (snapshot === null) return null;
    const lying = snapshot;
    const store = await over(folder, context, {}, async () => lying);
    try {
      const found = await work(store);
      return isSame() ? { found } : null;
    } finally {
      store.close();
    }
  } catch (error) {
    throwIfCancelled(context.signal);
    const isLocked = error instanceof AppError && error.code === "store/locked";
    if (error instanceof AppError && isSame() && !isLocked) throw error;
    return null; // of a writer, perhaps: a copy tells
  }
}

async function over(
  folder: string,
  context: JobContext,
  options: Pick<SnapshotOptions, "cacheDir" | "mapsMemory">,
  take: () => Promise<Snapshot | null>,
): Promise<Source> {
  const closing: (() => void)[] = [];
  try {
    requireParts(folder);
    const snapshot = await take();
    if (snapshot === null) throw notFound(folder, STORE_DATABASE);
    closing.push(snapshot.close);
    const { versions, containerId } = storeIdentity(snapshot.db);
    const version = readableVersion(versions, folder);
    const odd = checkSchema(snapshot.db);
    // After the database, so that it holds every object that the database knows of.
    // Objects are looked up here and there, for which its index had better not be mapped (`unmapped`).
    const container = await Container.open(path.join(folder, CONTAINER), context, {
      cacheDir: options.cacheDir,
    });
    closing.push(() => container.close());
    requireSameContainer(containerId, container.config.id);
    return {
      path: folder,
      kind: "store",
      container: "store",
      version,
      readAs: version,
      losses: null,
      sizeBytes: snapshot.bytes + container.bytes,
      metadataText: "{}",
      metadata: {},
      db: snapshot.db,
      objects: containerObjects(container),
      warnings: listed("The database holds things that are never used", odd),
      close: () => closeAll(closing),
    };
  } catch (error) {
    closeAll(closing);
    throw toSourceError(error, { kind: "store" });
  }
}

function closeAll(closing: (() => void)[]): void {
  for (const close of closing.splice(0).reverse()) close();
}
