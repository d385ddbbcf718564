import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { readWebAddress } from "../../shared/text/web-address.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { limit, limitError } from "../archive/limits.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { type Answer, type AskOptions, askServer, NETWORK_TIMES, type NetworkTimes } from "./ask-server.ts";
import { type DownloadPlace, takePlace } from "./downloads-folder.ts";
import { downloadName } from "./file-name.ts";
import { type AttemptFailed, connectionFailed, networkFailed, refusedByServer } from "./network-failure.ts";
import { notesOf, type PartNotes, readNotes, writeNotes } from "./part-notes.ts";
import { contentCoding, receive } from "./receive.ts";

/** A file that has been fetched; it lies in the cache folder until it is removed. */
export interface Downloaded extends Pick<DownloadPlace, "folder" | "remove"> {
  file: string;
  /** A safe name, as the server gave it or the address ends. */
  name: string;
  sizeBytes: number;
}

/** What may differ from one download to another. */
export interface DownloadOptions {
  cacheDir?: string;
  times?: NetworkTimes;
  /** Certificates of authorities to trust beside the known ones. */
  ca?: string;
  /** A page out in the world named the address: it must not lead to this computer or its local network. */
  isOutside?: boolean;
}

/** Attempts without a byte more: one for a host that never answered, else a minute's patience. */
const RETRIES = { unknownHost: 1, refused: 2, brokenOff: 6 };
/** So much has to come before a new row of attempts begins: a server that sends a byte each time gets no further. */
const LEAST_GAIN_BYTES = 64 * 1024;
const MOST_WAIT_MS = 30_000;

/**
 * Fetch a file from an address into the cache folder. A connection that breaks is made again, by itself and with growing
 * pauses, and goes on where it stopped if the server says that the file is the same; when that does not help, what came is
 * kept for a later call. Cancelled or refused, nothing stays.
 * @throws AppError `usage` for what is no address; `network/failed` (details: address, and reason or status);
 *   `archive/limit` past `STEMMA_MAX_DOWNLOAD_BYTES`; `archive/not-an-archive` for a page of the web; `disk/full`,
 *   `disk/denied`; `cancelled`.
 */
export async function download(
  text: string,
  context: JobContext,
  { cacheDir, times = NETWORK_TIMES, ca, isOutside }: DownloadOptions = {},
): Promise<Downloaded> {
  const address = requireAddress(text);
  throwIfCancelled(context.signal);
  const abort = new AbortController();
  const listen = setInterval(() => context.signal.aborted && abort.abort(), CANCEL_LOOK_MS);
  const place = takePlace(address.href, cacheDir);
  try {
    const run: DownloadRun = {
      address,
      place,
      context,
      ask: { times, signal: abort.signal, ca, isOutside },
      hasAnswered: false,
    };
    return await withRetries(run);
  } catch (error) {
    const known = context.signal.aborted
      ? new AppError("cancelled", "Cancelled.")
      : connectionFailed(error, address).error;
    if (known.code === "network/failed") place.keepPart();
    else place.remove();
    throw known;
  } finally {
    clearInterval(listen);
  }
}

const CANCEL_LOOK_MS = 50;

interface DownloadRun {
  address: URL;
  place: DownloadPlace;
  context: JobContext;
  ask: AskOptions;
  /** Some attempt got an answer: the host is there. */
  hasAnswered: boolean;
}

/** An address that a person gave. @throws AppError `usage` for what is none. */
export function requireAddress(text: string): URL {
  const address = readWebAddress(text);
  if (address !== null && URL.canParse(address)) return new URL(address);
  throw new AppError(
    "usage",
    `"${text}" is no address of the web. It has to begin with https:// or http://.`,
  );
}

async function withRetries(run: DownloadRun): Promise<Downloaded> {
  const { address, place, context, ask } = run;
  let furthest = sizeOf(place.partFile);
  for (let failures = 0; ; ) {
    try {
      return await attempt(run);
    } catch (error) {
      throwIfCancelled(context.signal);
      const failed = connectionFailed(error, address);
      const here = sizeOf(place.partFile);
      if (here >= furthest + LEAST_GAIN_BYTES) {
        furthest = here;
        failures = 0;
      }
      if (!failed.mayPass || failures >= mostRetries(run, failed, here)) throw failed;
      const pauseMs = Math.min(MOST_WAIT_MS, Math.max(failed.waitMs, ask.times.backoffMs * 2 ** failures));
      failures++;
      context.progress({ phase: "waiting to connect again", done: here, total: null, unit: "bytes" });
      await wait(pauseMs, undefined, { signal: ask.signal });
    }
  }
}

function mostRetries({ hasAnswered }: DownloadRun, { error }: AttemptFailed, bytes: number): number {
  if (bytes > 0) return RETRIES.brokenOff;
  return hasAnswered || "status" in error.details ? RETRIES.refused : RETRIES.unknownHost;
}

async function attempt(run: DownloadRun): Promise<Downloaded> {
  const { address, place, context, ask } = run;
  const notes = readNotes(place.notesFile);
  const have = notes === null ? 0 : sizeOf(place.partFile);
  context.progress({
    phase: `connecting to ${address.host}`,
    done: have,
    total: notes?.total ?? null,
    unit: "bytes",
  });
  const answer = await askServer(address, rangeHeaders(notes, have), ask);
  run.hasAnswered = true;
  try {
    const start = beginning(answer, notes, have);
    if (start === null) {
      answer.response.destroy();
      writeNotes(place.notesFile, null); // what was kept is of another file: from the beginning
      return await attempt(run);
    }
    const { from, total } = start;
    if (total !== null && total > limit("STEMMA_MAX_DOWNLOAD_BYTES"))
      throw limitError(
        "STEMMA_MAX_DOWNLOAD_BYTES",
        (n) => `The file at ${answer.address.host} has ${n} bytes`,
        total,
      );
    const isPacked = contentCoding(answer.response) !== "identity";
    if (from === 0) writeNotes(place.notesFile, isPacked ? null : notesOf(answer.response, total));
    const tell = pacedProgress(context);
    const shown = isPacked ? null : total; // of what is packed on the way, only the packed bytes are known
    const sizeBytes =
      from === total
        ? from
        : await receive(answer, {
            file: place.partFile,
            from,
            total: shown,
            idleMs: ask.times.idleMs,
            onBytes: (bytes) => tell({ phase: "downloading", done: bytes, total: shown, unit: "bytes" }),
          });
    return finished(run, answer, sizeBytes);
  } finally {
    answer.response.destroy();
  }
}

function rangeHeaders(notes: PartNotes | null, have: number): Record<string, string> {
  const plain = { "accept-encoding": "identity" };
  return notes === null || have === 0
    ? plain
    : { ...plain, range: `bytes=${have}-`, "if-range": notes.validator };
}

/** Where the body begins, and how long the whole is; null: what is there is of another file. */
function beginning(
  { response, status, address }: Answer,
  notes: PartNotes | null,
  have: number,
): { from: number; total: number | null } | null {
  if (status === 200) {
    const length = Number(response.headers["content-length"] ?? Number.NaN);
    return { from: 0, total: Number.isSafeInteger(length) && length >= 0 ? length : null };
  }
  const asked = notes !== null && have > 0;
  const [, first, end, whole] =
    /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "") ?? [];
  const total = whole === undefined || whole === "*" ? null : Number(whole);
  if (asked && status === 206) {
    const fits = Number(first) === have && (total === null || Number(end) === total - 1);
    return fits && contentCoding(response) === "identity" && (notes.total === null || notes.total === total)
      ? { from: have, total }
      : null;
  }
  if (asked && status === 416) return total === have ? { from: have, total } : null; // all of it is there, or it is shorter now
  if (asked && status === 412) return null;
  throw status === 206
    ? networkFailed(
        `${address.host} sends a part of the file that nobody asked for. Try again later.`,
        address,
        { status },
      )
    : refusedByServer(status, address, retryAfterMs(response.headers["retry-after"]));
}

/** Seconds that the server asks to wait; a date is not looked at, the pauses here are short. */
function retryAfterMs(header: string | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(MOST_WAIT_MS, seconds * 1000) : 0;
}

function finished({ address, place }: DownloadRun, answer: Answer, sizeBytes: number): Downloaded {
  if (sizeBytes === 0) {
    throw networkFailed(`${answer.address.host} sent an empty file. Check the address.`, address);
  }
  const name = downloadName(answer.address, answer.response.headers["content-disposition"]);
  const file = path.join(place.folder, name);
  fs.renameSync(place.partFile, file);
  fs.rmSync(place.notesFile, { force: true });
  return { file, name, sizeBytes, folder: place.folder, remove: place.remove };
}

function sizeOf(file: string): number {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
