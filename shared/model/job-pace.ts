/** What a job reports of itself; the shape of `JobProgress`. */
export interface PacedProgress {
  phase: string;
  done: number;
  total: number | null;
  unit: string;
  share?: number | undefined;
}

/** How fast a job goes, as far as it can be said. */
export interface Pace {
  /** Units per second of the present phase, over the last seconds; null until it has settled. */
  perSecond: number | null;
  /** Seconds to the end of the job, or of the phase where the job says nothing of the whole; null: not known. */
  secondsLeft: number | null;
  readonly phase: string;
  /** Of the phase: when, and how much was done. */
  readonly counts: readonly Sample[];
  /** Of the whole, or of the phase: when, and what share was done. */
  readonly shares: readonly Sample[];
  readonly timeMs: number;
}

interface Sample {
  timeMs: number;
  value: number;
}

const SETTLED_MS = 1000; // a rate before this is noise
const LEFT_SETTLED_MS = 2000;
const LEAST_SHARE = 0.005;
const RATE_MS = 5_000; // what people take for "now"
const SHARE_MS = 20_000; // long enough that a pause does not make hours of minutes
const BETWEEN_MS = 200; // samples closer together are dropped
const BELIEVED_SECONDS = 3; // a new estimate is believed little by little

/** The pace after a further report. Pure; `nowMs` of a steady clock. */
export function nextPace(before: Pace | null, progress: PacedProgress, nowMs: number): Pace {
  const phase = progress.phase.replaceAll(/[\d.,]+/g, "");
  const isSame = before?.phase === phase;
  const isWhole = progress.share !== undefined;
  const share = progress.share ?? (progress.total ? Math.min(1, progress.done / progress.total) : null);
  const last = before?.counts.at(-1);
  const fellBack = isSame && last !== undefined && progress.done < last.value; // it begins anew
  const counts = added(isSame && !fellBack ? before.counts : [], progress.done, nowMs, RATE_MS);
  const kept = before !== null && (isWhole || (isSame && !fellBack)) ? before.shares : [];
  const shares = share === null ? [] : added(kept, share, nowMs, SHARE_MS);
  const perSecond = speed(counts, SETTLED_MS);
  const elapsed = before ? (nowMs - before.timeMs) / 1000 : 0;
  const told =
    before?.secondsLeft == null || kept.length === 0 ? null : Math.max(0, before.secondsLeft - elapsed);
  return { phase, counts, shares, perSecond, secondsLeft: left(shares, told, elapsed), timeMs: nowMs };
}

function added(samples: readonly Sample[], value: number, timeMs: number, keepMs: number): readonly Sample[] {
  const last = samples.at(-1);
  const isClose =
    samples.length > 1 && last !== undefined && timeMs - (samples.at(-2)?.timeMs ?? 0) < BETWEEN_MS;
  const kept = isClose ? samples.slice(0, -1) : samples;
  const from = kept.findLastIndex((sample) => timeMs - sample.timeMs >= keepMs);
  return [...kept.slice(Math.max(0, from)), { timeMs, value }];
}

function speed(samples: readonly Sample[], settledMs: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.timeMs - first.timeMs < settledMs || last.value <= first.value) return null;
  return (1000 * (last.value - first.value)) / (last.timeMs - first.timeMs);
}

function left(shares: readonly Sample[], told: number | null, elapsed: number): number | null {
  const share = shares.at(-1)?.value ?? 0;
  const perSecond = share < LEAST_SHARE ? null : speed(shares, LEFT_SETTLED_MS);
  if (perSecond === null) return share >= 1 ? 0 : told;
  const fresh = (1 - share) / perSecond;
  return told === null ? fresh : told + (1 - Math.exp(-elapsed / BELIEVED_SECONDS)) * (fresh - told);
}
