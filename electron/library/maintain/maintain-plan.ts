import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { pacedProgress } from "../../archive/paced-progress.ts";
import { repositoryKeys } from "../../archive/repository-keys.ts";
import { isObjectKey } from "../../archive/member-names.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { prepareSelectionQueries } from "../../db/queries/selection.ts";
import { Container, type LooseObject } from "../../store/container.ts";
import { storeCorrupt } from "../../store/store-error.ts";
import { look } from "../../store/store-files.ts";
import { KeyTable } from "../../verify/key-table.ts";
import { lostPacks, packLost } from "../lost-packs.ts";
import { type Leftover, leftoversIn } from "./leftovers.ts";

/** What is younger may belong to a node that is not committed yet: AiiDA writes the contents first, and no lock tells of that. */
const YOUNG_MS = 60 * 60 * 1000;
const SLICE_NODES = 500;
const TURN_MS = 20;
/** Loose objects that may come while we look; what is more is left for the next time. */
const MEANWHILE = 100_000;
/** Packs smaller than this become one where there are several. */
const SMALL_PACK_BYTES = 64 * 1024 ** 2;
const MOST_NAMED = 20;

/** Objects and their bytes. */
export interface Tally {
  count: number;
  bytes: number;
}

/** What maintenance would do with a store. */
export interface MaintainPlan {
  /** Loose objects that go into packs. */
  toPack: LooseObject[];
  /** Files of loose objects that are in a pack as well. */
  duplicates: LooseObject[];
  /** Loose objects that no node names. */
  looseOrphans: LooseObject[];
  /** Keys in packs that no node names. */
  packedOrphans: string[];
  /** Packs whose objects are all orphans. */
  emptied: number[];
  /** Bytes of loose orphans, and of the packs that become empty: these go at once. */
  looseOrphanBytes: number;
  emptiedBytes: number;
  /** What interrupted writers left. */
  leftovers: Leftover[];
  /** Packs that are to be written anew, by groups that become one. */
  rewrites: number[][];
  tallies: {
    toPack: Tally;
    duplicates: Tally;
    orphans: Tally;
    /** Orphans that are too young to be removed. */
    young: Tally;
    leftovers: Tally;
    /** Bytes in packs that belong to no object, with those of the orphans. */
    gaps: number;
  };
}

/**
 * Look through a store that nobody else can write to: what its nodes name, what its container holds, and what of that is too
 * much. Time and memory (some 50 bytes each) grow with nodes and objects.
 * @param isFull Nobody else uses the store: then nothing is too young, and packs may be written anew.
 * @throws AppError `store/corrupt` where contents that nodes name, or a pack with such, are missing: then nothing should be thrown away.
 */
export async function planMaintenance(
  db: Source["db"],
  containerFolder: string,
  isFull: boolean,
  context: JobContext,
): Promise<MaintainPlan> {
  const container = await Container.open(containerFolder, context);
  try {
    const objects = await surveyed(container, db, context);
    const plan = emptyPlan();
    const now = Date.now();
    const isYoung = (file: string) => !isFull && now - (look(file)?.mtimeMs ?? 0) < YOUNG_MS;
    await sortLoose(container, objects, isYoung, plan, context);
    sortPacked(container, objects, (packId) => isYoung(packFile(containerFolder, packId)), plan);
    planPacks(container, containerFolder, plan, isFull);
    plan.leftovers.push(...leftoversIn(containerFolder, container, isYoung));
    plan.tallies.leftovers = tallyOf(plan.leftovers.map(({ bytes }) => bytes));
    return plan;
  } finally {
    container.close();
  }
}

/** The file of a pack. */
export function packFile(containerFolder: string, packId: number): string {
  return path.join(containerFolder, "packs", String(packId));
}

interface Objects {
  /** Those in packs come first. */
  keys: KeyTable;
  packedCount: number;
  /** By position: 1 where a node names it. */
  isNamed: Uint8Array;
}

async function surveyed(container: Container, db: Source["db"], context: JobContext): Promise<Objects> {
  const { packedCount } = container;
  const most = container.count + MEANWHILE;
  const keys = KeyTable.of(first(container.keys(), most), most);
  const isNamed = new Uint8Array(keys.shared.count);
  const missing = await markNamed(db, keys, isNamed, context);
  if (missing.count > 0) {
    throw storeCorrupt(
      "container",
      "object missing",
      `The contents of ${missing.count.toLocaleString("en")} files that nodes name are not in the store, so nothing was cleared away`,
      { objects: missing.some, count: missing.count },
    );
  }
  return { keys, packedCount, isNamed };
}

function* first(keys: Iterable<string>, most: number): Generator<string> {
  let left = most;
  for (const key of keys) {
    if (left-- === 0) return;
    yield key;
  }
}

async function markNamed(db: Source["db"], keys: KeyTable, isNamed: Uint8Array, context: JobContext) {
  const queries = prepareSelectionQueries(db);
  const report = pacedProgress(context);
  const missing = { count: 0, some: [] as string[] };
  let done = 0;
  for (let after = -1; ; ) {
    const rows = queries.repositorySlice(after, SLICE_NODES);
    for (const [, metadata] of rows) {
      for (const key of repositoryKeys(metadata)) {
        const position = isObjectKey(key) ? keys.find(key) : -1;
        if (position >= 0) isNamed[position] = 1;
        else if (missing.count++ < MOST_NAMED) missing.some.push(key);
      }
    }
    done += rows.length;
    report({ phase: "reading file lists", done, total: null, unit: "nodes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    if (rows.length < SLICE_NODES) return missing;
    after = rows.at(-1)![0];
  }
}

async function sortLoose(
  container: Container,
  { keys, packedCount, isNamed }: Objects,
  isYoung: (file: string) => boolean,
  plan: MaintainPlan,
  context: JobContext,
): Promise<void> {
  const { tallies } = plan;
  let turn = performance.now() + TURN_MS;
  for (const object of container.loose()) {
    const position = keys.find(object.key);
    if (position < 0) continue; // came while we looked
    const bytes = look(object.file)?.size ?? 0;
    const take = (list: LooseObject[] | null, tally: Tally) => {
      list?.push(object);
      add(tally, bytes);
    };
    if (position < packedCount) take(plan.duplicates, tallies.duplicates);
    else if (isNamed[position] === 1) take(plan.toPack, tallies.toPack);
    else if (isYoung(object.file)) take(null, tallies.young);
    else {
      take(plan.looseOrphans, tallies.orphans);
      plan.looseOrphanBytes += bytes;
    }
    if (performance.now() < turn) continue;
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
}

function sortPacked(
  container: Container,
  { keys, packedCount, isNamed }: Objects,
  isYoung: (packId: number) => boolean,
  { packedOrphans, tallies }: MaintainPlan,
): void {
  const young = new Map<number, boolean>();
  for (let position = 0; position < packedCount; position++) {
    if (isNamed[position] === 1) continue;
    const key = keys.key(position);
    const object = container.packedAt(key);
    if (object === null) continue; // a name in the index that is no key
    const { packId, length } = object;
    if (!young.has(packId)) young.set(packId, isYoung(packId));
    if (young.get(packId)) {
      add(tallies.young, length);
      continue;
    }
    packedOrphans.push(key);
    add(tallies.orphans, length);
    tallies.gaps += length;
  }
}

/** SHA-256 of no bytes: the key of every empty file. */
const EMPTY_KEY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Which packs have gaps, or are so small that several should be one. */
function planPacks(container: Container, folder: string, plan: MaintainPlan, isFull: boolean): void {
  const orphanBytes = new Map<number, number>();
  const orphans = new Set(plan.packedOrphans);
  for (const key of orphans) {
    const { packId, length } = container.packedAt(key)!;
    orphanBytes.set(packId, (orphanBytes.get(packId) ?? 0) + length);
  }
  // The one content that takes no bytes still needs its pack: AiiDA opens it to read nothing.
  const keepsNothing = orphans.has(EMPTY_KEY) ? undefined : container.packedAt(EMPTY_KEY)?.packId;
  const lost = lostPacks(container, folder);
  const small: number[] = [];
  let haveGaps = false;
  for (const [packId, taken] of container.bytesByPack()) {
    const bytes = look(packFile(folder, packId))?.size ?? 0;
    plan.tallies.gaps += Math.max(0, bytes - taken);
    const left = taken - (orphanBytes.get(packId) ?? 0);
    const isUsed = left > 0 || packId === keepsNothing;
    if (isUsed && lost.has(packId))
      throw packLost(packId, "and with it contents that nodes name, so nothing was cleared away");
    if (!isUsed) {
      plan.emptied.push(packId);
      plan.emptiedBytes += bytes;
    } else if (left < SMALL_PACK_BYTES) {
      small.push(packId);
      haveGaps ||= left < bytes;
    } else if (left < bytes) {
      plan.rewrites.push([packId]);
    }
  }
  if (small.length > 1 || haveGaps) plan.rewrites.push(small);
  if (!isFull) plan.rewrites = [];
}

function emptyPlan(): MaintainPlan {
  const none = (): Tally => ({ count: 0, bytes: 0 });
  return {
    toPack: [],
    duplicates: [],
    looseOrphans: [],
    packedOrphans: [],
    emptied: [],
    looseOrphanBytes: 0,
    emptiedBytes: 0,
    leftovers: [],
    rewrites: [],
    tallies: {
      toPack: none(),
      duplicates: none(),
      orphans: none(),
      young: none(),
      leftovers: none(),
      gaps: 0,
    },
  };
}

function add(tally: Tally, bytes: number): void {
  tally.count++;
  tally.bytes += bytes;
}

function tallyOf(bytes: readonly number[]): Tally {
  return { count: bytes.length, bytes: bytes.reduce((sum, one) => sum + one, 0) };
}
