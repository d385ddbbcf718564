import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext } from "../../archive/source.ts";
import { preparePackIndexUpkeep } from "../../db/queries/pack-index-upkeep.ts";
import { unusedBytes, vacuum } from "../../db/vacuum.ts";
import { Container } from "../../store/container.ts";
import { containerObjects } from "../../store/container-objects.ts";
import { openStore } from "../../store/open-store.ts";
import { CONTAINER, STORE_DATABASE } from "../../store/store-checks.ts";
import { requestAlone } from "../aiida-access.ts";
import { changeIndex } from "../change-index.ts";
import { type OpenLibrary, openLibrary } from "../open-library.ts";
import { naming } from "../store-failure.ts";
import { removeLeftover } from "./leftovers.ts";
import { type MaintainPlan, packFile, planMaintenance, type Tally } from "./maintain-plan.ts";
import { isWhole, packLoose } from "./pack-loose.ts";
import { repack } from "./repack.ts";

/** How a store is to be maintained. */
export interface MaintainOptions {
  /** Only say what would be done. */
  dryRun: boolean;
  /** Nobody else uses the store: then packs are written anew without gaps, nothing is too young, databases are made smaller. */
  full: boolean;
}

/** What maintenance did, or, after a dry run, would do. */
export interface MaintainOutcome {
  path: string;
  dryRun: boolean;
  full: boolean;
  /** Loose objects that are in packs now. */
  loosePacked: Tally;
  /** Contents that no node named. */
  orphansRemoved: Tally;
  /** Of these, so many are younger than an hour and stay, since their nodes may be about to be committed. */
  orphansKept: Tally;
  /** Loose objects that were in a pack as well. */
  duplicatesRemoved: Tally;
  /** Files that interrupted writers had left. */
  leftoversRemoved: Tally;
  packsRewritten: number;
  /** Keys of contents that are damaged, which stay as they are; at most twenty, and how many there are. */
  damaged: string[];
  damagedCount: number;
  /** Bytes that the store takes less. */
  bytesFreed: number;
  /** Bytes in packs that belong to nothing: a full maintenance frees them. */
  bytesInGaps: number;
}

const WAIT_MS = 10_000;
const REMOVED_AT_ONCE = 10_000;
const MOST_NAMED = 20;

/**
 * Bring a store into order, as `verdi storage maintain` does: contents that no node names go, loose objects go into packs, and what
 * interrupted writers left goes. Nobody else can write to the store meanwhile, readers go on; every step leaves it whole, also when
 * it is the last one. Cost: one look at each object and each node's list of files, and a copy of what is loose.
 * @throws AppError as `openLibrary`; `store/locked` for a full one while AiiDA uses the profile; `store/corrupt` where contents
 *   that nodes name are missing; `disk/full`, `cancelled`.
 */
export async function maintainLibrary(
  folder: string,
  { dryRun, full }: MaintainOptions,
  context: JobContext,
): Promise<MaintainOutcome> {
  const target = path.resolve(folder);
  if (dryRun) return planned(target, full, context);
  const alone = full ? requestAlone(target) : null;
  try {
    const library = await openLibrary(target, context);
    let outcome: MaintainOutcome;
    try {
      const plan = await planMaintenance(library.db, library.container, full, context);
      outcome = { path: target, dryRun, full, ...expected(plan, full) };
      await carryOut(plan, library, outcome, context);
    } finally {
      library.close();
    }
    if (full) outcome.bytesFreed += shrunk(target);
    return outcome;
  } finally {
    alone?.release();
  }
}

/** What it would come to: a look at the store as it is at this moment, which keeps nobody waiting. */
async function planned(folder: string, full: boolean, context: JobContext): Promise<MaintainOutcome> {
  const store = await openStore(folder, context);
  try {
    const plan = await planMaintenance(store.db, path.join(folder, CONTAINER), full, context);
    const outcome = { path: folder, dryRun: true, full, ...expected(plan, full) };
    if (full) outcome.bytesFreed += unusedBytes(store.db);
    return outcome;
  } finally {
    store.close();
  }
}

function expected(plan: MaintainPlan, full: boolean): Omit<MaintainOutcome, "path" | "dryRun" | "full"> {
  const { toPack, duplicates, orphans, young, leftovers, gaps } = plan.tallies;
  const packed = full ? 0 : gaps - plan.emptiedBytes;
  return {
    loosePacked: toPack,
    orphansRemoved: orphans,
    orphansKept: young,
    duplicatesRemoved: duplicates,
    leftoversRemoved: leftovers,
    packsRewritten: plan.rewrites.flat().length,
    damaged: [],
    damagedCount: 0,
    bytesFreed:
      plan.looseOrphanBytes + duplicates.bytes + leftovers.bytes + (full ? gaps : plan.emptiedBytes),
    bytesInGaps: packed,
  };
}

async function carryOut(
  plan: MaintainPlan,
  library: OpenLibrary,
  outcome: MaintainOutcome,
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  await forget(library, plan.packedOrphans, context);
  await removeAll(library, plan.looseOrphans, context);
  const damaged = new Set<string>();
  await removeDuplicates(plan, library, damaged, context);
  const packed = await packLoose(plan.toPack, plan.tallies.toPack, library, damaged, context);
  outcome.loosePacked = packed;
  for (const leftover of plan.leftovers) {
    if (naming(library.folder, () => removeLeftover(leftover))) continue;
    outcome.leftoversRemoved.count--;
    outcome.leftoversRemoved.bytes -= leftover.bytes;
    outcome.bytesFreed -= leftover.bytes;
  }
  for (const packId of plan.emptied) {
    naming(library.folder, () => removeLeftover({ file: packFile(library.container, packId), packId }));
  }
  let done = 0;
  for (const packIds of plan.rewrites) {
    const container = await Container.open(library.container, context);
    try {
      await repack(library, container, packIds, context, (bytes) => {
        done += bytes;
        report({ phase: "writing packs anew", done, total: null, unit: "bytes" });
      });
    } finally {
      container.close();
    }
  }
  outcome.damaged = [...damaged].slice(0, MOST_NAMED);
  outcome.damagedCount = damaged.size;
}

/** Take objects out of the index. */
async function forget(library: OpenLibrary, keys: readonly string[], context: JobContext): Promise<void> {
  for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE) {
    changeIndex(library, (index) => {
      preparePackIndexUpkeep(index).remove(keys.slice(at, at + REMOVED_AT_ONCE));
    });
    await setImmediate();
    throwIfCancelled(context.signal);
  }
}

async function removeAll(
  library: OpenLibrary,
  objects: readonly { file: string }[],
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  for (const [index, { file }] of objects.entries()) {
    naming(library.folder, () => fs.rmSync(file, { force: true }));
    if (index % 1000 !== 999) continue;
    report({ phase: "clearing away", done: index + 1, total: objects.length, unit: "files" });
    await setImmediate();
    throwIfCancelled(context.signal);
  }
}

/** A loose object goes when the one in the pack is whole. */
async function removeDuplicates(
  { duplicates }: MaintainPlan,
  library: OpenLibrary,
  damaged: Set<string>,
  context: JobContext,
): Promise<void> {
  if (duplicates.length === 0) return;
  const container = await Container.open(library.container, context);
  const store = containerObjects(container);
  try {
    for (const { key, file } of duplicates) {
      if (await isWhole(store, key)) naming(library.folder, () => fs.rmSync(file, { force: true }));
      else damaged.add(key);
      throwIfCancelled(context.signal);
    }
  } finally {
    container.close();
  }
}

/** Give back what a vacuum of both databases gives. Returns its bytes. */
function shrunk(folder: string): number {
  return naming(folder, () => {
    const files = [STORE_DATABASE, path.join(CONTAINER, "packs.idx")].map((name) => path.join(folder, name));
    return files.reduce((sum, file) => sum + vacuum(file, WAIT_MS), 0);
  });
}
