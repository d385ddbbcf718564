import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { OpenFile } from "../archive/open-file.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { holdReadLock } from "../db/connect.ts";
import { isWriteAheadLogged } from "../db/sqlite-header.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { snapshotBefore } from "./before-change.ts";
import { inPlaceAt } from "./in-place.ts";
import {
  openCopy,
  openFromCache,
  openKept,
  published,
  type Snapshot,
  type SnapshotOptions,
} from "./open-copy.ts";
import { type Attempt, copyDuring, headerOf } from "./copy-during.ts";
import {
  type Copy,
  copyDatabase,
  type CopyStep,
  endedEarly,
  isAsOpened,
  isSettled,
  markOf,
  marksOf,
} from "./snapshot-files.ts";
import { openStoreFile } from "./store-files.ts";

/** One step of making a snapshot: bytes copied, or a pause because somebody is writing. */
type Step = CopyStep | { pauseMs: number };

/** Pauses between attempts; AiiDA's own transactions take some ms. */
const PAUSES_MS = [10, 20, 50, 100, 200, 400, 800];
/** While somebody writes all the time they are held up, for so long at most; AiiDA waits 5 s for a lock. */
const HELD_MS = 3_000;
/** Who writes all the time leaves the lock free for moments only; it is asked for again and again, for so long. */
const LOCK_WAIT_MS = 3_000;
const LOCK_PAUSE_MS = 5;
/** Who still writes after pauses up to this is in a long transaction. */
const LONG_WRITING_MS = 100;
/** A copy that takes longer than this is not made seven times in vain. */
const LONG_MS = 200;

/**
 * Take a snapshot of a database that AiiDA may write at any moment. It is copied, into memory up to 32 MiB, else into the
 * cache, where it serves until AiiDA writes again (`kept-copy.ts`), rather than read where it lies: everything above puts together what it reads at
 * different times, which has to be of one moment, and only a read transaction would keep one in place, which locks
 * AiiDA out for as long as a window is open (`docs/adr/0010-a-profile-is-read-from-a-copy.md`, with figures).
 *
 * The copy takes no lock: it is good if nothing was written meanwhile, else it is made again. What a running or crashed
 * transaction left in a journal or log is copied too, and rolled back or brought in there. Only if AiiDA writes faster than
 * we copy does it have to wait for one copy, for three seconds at most. The original is only ever opened for reading.
 *
 * A database that this process reads in place is not copied: its snapshot is a transaction (`in-place.ts`). Nor is one that it is changing
 * (`before-change.ts`).
 * @throws `store/locked`; `store/corrupt` for what is no database; `disk/full`, `disk/denied`, `cancelled`.
 */
export async function takeSnapshot(
  file: string,
  context: JobContext,
  options: SnapshotOptions,
): Promise<Snapshot | null> {
  const own = ownSnapshot(file, options);
  if (own !== null) return own;
  const report = pacedProgress(context);
  const steps = snapshotSteps(file, options);
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if ("pauseMs" in step.value) await sleep(step.value.pauseMs);
      else {
        report({ phase: "copying the database", ...step.value, unit: "bytes" });
        await new Promise(setImmediate); // copying is synchronous: let a cancel through
      }
      throwIfCancelled(context.signal);
    }
  } finally {
    steps.return(null);
  }
}

/** `takeSnapshot` in one go, for where nobody can wait: some 0.3 s for 250 MB. */
export function takeSnapshotAtOnce(file: string, options: SnapshotOptions): Snapshot | null {
  const own = ownSnapshot(file, options);
  if (own !== null) return own;
  const steps = snapshotSteps(file, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if ("pauseMs" in step.value)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, step.value.pauseMs);
  }
}

/** Of a database whose file this process must not open for itself. */
function ownSnapshot(file: string, options: SnapshotOptions): Snapshot | null {
  return inPlaceAt(file)?.snapshot() ?? snapshotBefore(file, options);
}

/** Null where there is no such file. */
function* snapshotSteps(file: string, options: SnapshotOptions): Generator<Step, Snapshot | null> {
  for (const pauseMs of PAUSES_MS) {
    const began = performance.now();
    const made = yield* attempt(file, options);
    if (made !== "written meanwhile") return made;
    if (performance.now() - began > LONG_MS) {
      const held = yield* attemptHeld(file, options);
      if (held !== "written meanwhile") return held;
    }
    if (pauseMs >= LONG_WRITING_MS) {
      const during = yield* copyDuring(file, options);
      if (during !== "written meanwhile") return during;
    }
    yield { pauseMs };
  }
  for (const until = performance.now() + LOCK_WAIT_MS; performance.now() < until; ) {
    const held = yield* attemptHeld(file, options);
    if (held !== "written meanwhile") return held;
    yield { pauseMs: LOCK_PAUSE_MS };
  }
  throw new AppError(
    "store/locked",
    `AiiDA is writing to ${options.name} all the time. Wait until it is done, or stop its daemon, and try again.`,
    { path: file },
  );
}

function* attempt(file: string, options: SnapshotOptions): Generator<Step, Attempt> {
  const main = openStoreFile(file, options.name);
  if (main === null) return null;
  try {
    if (!isSettled(file)) return "written meanwhile";
    return openKept(main, options) ?? (yield* copyUnchanged(main, options, false));
  } finally {
    main.close();
  }
}

/** A copy while nobody can write, if that can be had. */
function* attemptHeld(file: string, options: SnapshotOptions): Generator<Step, Attempt> {
  const main = openStoreFile(file, options.name);
  if (main === null) return null;
  let release: (() => void) | null = null;
  try {
    if (isWriteAheadLogged(headerOf(main, options.name))) return "written meanwhile"; // its locks are in shared memory
    try {
      release = holdReadLock(file);
    } catch (error) {
      throw toArchiveError(error, options.name);
    }
    if (release === null) return "written meanwhile";
    const until = performance.now() + HELD_MS;
    const copying = copyUnchanged(main, options, true);
    try {
      for (;;) {
        const step = copying.next();
        if (step.done) return step.value;
        if (performance.now() > until) return "written meanwhile";
        yield step.value;
      }
    } finally {
      copying.return("written meanwhile");
    }
  } finally {
    release?.(); // before the file is closed, which would give the lock up as well
    main.close();
  }
}

/** A copy during which nobody wrote, as far as times tell: those of a file that has not settled tell nothing. */
function* copyUnchanged(
  main: OpenFile,
  options: SnapshotOptions,
  isHeld: boolean,
): Generator<CopyStep, Attempt> {
  const before = marksOf(main.path);
  if (before === null) return null;
  const mark = isHeld ? markOf : marksOf; // somebody who waits for us may write beside it
  const marked = mark(main.path);
  if (!isAsOpened(main)) return "written meanwhile";
  headerOf(main, options.name);
  let copy: Copy | null = null;
  let isGood = false;
  try {
    copy = yield* copyDatabase(main, options.name, options.cacheDir, isHeld);
    isGood = marked === mark(main.path);
  } catch (error) {
    if (!endedEarly(error) || marked === mark(main.path)) throw error;
  } finally {
    if (!isGood && copy && "folder" in copy) fs.rmSync(copy.folder, { recursive: true, force: true });
  }
  if (!isGood || copy === null) return "written meanwhile";
  const kept = isHeld ? null : published(main, before, copy, options);
  const made = kept ? openFromCache(kept, options) : openCopy(copy, options);
  return { ...made, bytes: main.size, marks: before };
}
