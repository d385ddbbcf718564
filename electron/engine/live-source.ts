import type { EngineHandlers, EngineOutput } from "../../shared/ipc/engine-contract.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { type WatchedRows, watchRows } from "../db/watch-rows.ts";
import { carryAll, carryOver, knownPieces } from "../library/live/carry-over.ts";
import type { LiveLibrary } from "../library/live/live-library.ts";
import { UNWATCHED } from "../provenance/provenance.ts";
import type { LiveState } from "./open-source-state.ts";
import { ServedSource } from "./served-source.ts";

/** How often it is asked whether another program has written. */
const LOOK_EVERY_MS = 1_000;
/** So much longer than following took it is waited before it is followed again: a busy AiiDA must not take all our time. */
const REST = 5;
/** After so long without a change the log is brought into the database. */
const TIDY_AFTER_MS = 500;
/** Changes that are remembered for pages that did not hear of them. */
const MOST_STEPS = 100;

type Since = EngineOutput<"library.since">;

/** One change: the state that it led to, and the nodes that it took away (null: not known). */
interface Step {
  state: number;
  gone: Int32Array | null;
}

/**
 * A library as an engine serves it: it answers from one state, and moves to the next when this Stemma or any other
 * program has written, with what is in memory brought up to date rather than read anew.
 */
export class LiveSource implements Omit<LiveState, "state"> {
  #served!: ServedSource; // set by `open`, the only one who makes one
  readonly #library: LiveLibrary;
  readonly #onMoved: () => void;
  readonly #steps: Step[] = [];
  #state = 0;
  #isClosed = false;
  #moving: Promise<void> | null = null;
  #restUntil = 0;
  /** What is in memory rests on no times of change, which other programs could leave as they are. */
  #isSure = true;
  #timer: NodeJS.Timeout | null = null;
  #tidying: NodeJS.Timeout | null = null;

  private constructor(library: LiveLibrary, onMoved: () => void) {
    this.#library = library;
    this.#onMoved = onMoved;
  }

  /**
   * Take the first state of a library, and follow it from then on.
   * @param onMoved Called after each change that was followed.
   * @throws AppError as `openStore`.
   */
  static async open(
    library: LiveLibrary,
    makeHandlers: (source: Source, live: LiveState) => EngineHandlers,
    onMoved: () => void,
    context: JobContext,
  ): Promise<LiveSource> {
    const source = await library.take(context);
    const live = new LiveSource(library, onMoved);
    const make = (state: Source) => {
      const { catchUp, since, watch } = live;
      return makeHandlers(state, { state: live.#state, catchUp, since, watch });
    };
    live.#served = new ServedSource(source, make);
    live.#timer = setInterval(() => void live.#look(), LOOK_EVERY_MS);
    return live;
  }

  /** What it answers from. */
  get served(): ServedSource {
    return this.#served;
  }

  /** Answer from now on from what stands in the library by now; at once where nobody wrote. Errors as `openStore`. */
  catchUp = async (watched: WatchedRows | null = null): Promise<void> => {
    const state = this.#state;
    await this.#moving?.catch(() => undefined); // what failed is tried again, just below
    if (!this.#library.hasChanged) return;
    await (this.#moving = this.#follow(this.#state === state ? watched : null));
  };

  /** Watch a transaction that has just begun. Null where another program has written since this state. */
  watch = (db: Source["db"]): WatchedRows | null =>
    this.#moving !== null || this.#library.hasChanged || !this.#library.isInPlace ? null : watchRows(db);

  /** What came since a state, and how the library stands now. */
  since = async (state: number, context: JobContext): Promise<Since> => {
    await this.catchUp();
    const now = this.#state;
    const summary = await this.#served.call((handlers) => handlers["source.open"]({}, context));
    const steps = this.#steps.filter((step) => step.state > state);
    const isKnown = steps.length === now - state && steps.every(({ gone }) => gone !== null);
    return { state: now, summary, gone: isKnown ? joined(steps) : null };
  };

  /** Stop following, and let go of the library: what is under way ends with an error. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    if (this.#tidying) clearTimeout(this.#tidying);
    await this.#moving?.catch(() => undefined); // it has a state open that nobody else would close
    const pieces = this.#isSure ? knownPieces(this.#served.source) : null;
    try {
      this.#served.close();
    } finally {
      await this.#library.close(pieces);
    }
  }

  async #look(): Promise<void> {
    const isBusy = this.#moving !== null || performance.now() < this.#restUntil;
    if (isBusy || this.#isClosed || !this.#library.hasChanged) return;
    await this.catchUp().catch(() => undefined); // locked, say: looked at again in a second
  }

  async #follow(watched: WatchedRows | null): Promise<void> {
    const began = performance.now();
    try {
      const next = await this.#library.take(UNWATCHED);
      const isOurs = watched?.isAlone() === true; // asked behind the taking: nothing in it is of others
      const changed = isOurs ? watched.changedNodes() : null;
      const { gone, isSure, isAnew } = await carryOver(this.#served.source, next, {
        changed,
        areGroupsSame: isOurs && watched.areGroupsSame(),
      });
      this.#isSure = isAnew || (this.#isSure && (isSure || isOurs));
      this.#steps.push({ state: ++this.#state, gone });
      this.#served.moveTo(next);
      if (this.#steps.length > MOST_STEPS) this.#steps.shift();
      this.#onMoved();
      this.#tidySoon();
    } finally {
      this.#moving = null;
      this.#restUntil = performance.now() + REST * (performance.now() - began);
    }
  }

  #tidySoon(): void {
    if (this.#tidying) clearTimeout(this.#tidying);
    if (this.#isClosed) return;
    this.#tidying = setTimeout(() => void this.tidy().catch(() => undefined), TIDY_AFTER_MS); // the next change tries again
  }

  /**
   * Bring what was written into the database itself, and take the same state once more: this one needs nothing of the log any
   * more, which then begins anew. Done by itself when nothing was written for a while; later, where a former state is in use.
   */
  async tidy(): Promise<void> {
    if (this.#moving || !this.#served.isAlone) return this.#tidySoon();
    if (this.#library.hasChanged || !(await this.#library.bringIn())) return;
    if (this.#moving || this.#isClosed) return; // followed meanwhile, which tidies behind itself
    await (this.#moving = this.#takeAgain());
  }

  async #takeAgain(): Promise<void> {
    try {
      const same = await this.#library.takeAgain(UNWATCHED);
      if (same === null) return; // written just now: it is followed at the next look
      carryAll(this.#served.source, same);
      this.#served.moveTo(same);
      if (this.#served.isAlone) this.#library.cutLog();
    } finally {
      this.#moving = null;
    }
  }
}

function joined(steps: readonly Step[]): Int32Array<ArrayBuffer> {
  return Int32Array.from(steps.flatMap(({ gone }) => [...(gone ?? [])]));
}
