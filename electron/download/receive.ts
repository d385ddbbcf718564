import fs from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { limit, limitError } from "../archive/limits.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import type { Answer } from "./ask-server.ts";
import { networkFailed, silent } from "./network-failure.ts";

/** What a server has to send within a minute: less is a line that will never bring an archive. */
const LEAST_BYTES = 1024;
const LEAST_BYTES_MS = 60_000;
const HEAD_BYTES = 512;

/** Where the body of an answer goes. */
export interface ReceiveOptions {
  file: string;
  /** Bytes of the file that stay; the body comes behind them. */
  from: number;
  /** Bytes of the whole, where they are known; only for the room on the disk. */
  total: number | null;
  idleMs: number;
  /** Told all bytes that are there, after every piece. */
  onBytes(bytes: number): void;
}

/**
 * Write the body of an answer into a file, behind what is there. A body that was packed on the way (gzip, deflate, Brotli) is
 * unpacked.
 * @returns Bytes of the file.
 * @throws `archive/limit` past `STEMMA_MAX_DOWNLOAD_BYTES`; `archive/not-an-archive` for a page of the web; `disk/full`,
 *   `disk/denied`; AttemptFailed for a silent server; Node's errors of a broken connection.
 */
export async function receive({ response, address }: Answer, options: ReceiveOptions): Promise<number> {
  const { file, from, total, idleMs, onBytes } = options;
  requireRoom(file, from, total);
  const body = unpacked(response, address);
  let bytes = from;
  let lastMs = performance.now();
  let minute = { sinceMs: lastMs, bytes };
  const watch = setInterval(
    () => {
      const now = performance.now();
      const isSilent = now - lastMs > idleMs;
      const isTrickle = now - minute.sinceMs > LEAST_BYTES_MS && bytes - minute.bytes < LEAST_BYTES;
      if (isSilent || isTrickle)
        response.destroy(silent(address, (isSilent ? idleMs : LEAST_BYTES_MS) / 1000));
      else if (now - minute.sinceMs > LEAST_BYTES_MS) minute = { sinceMs: now, bytes };
    },
    Math.min(1000, idleMs / 4),
  );
  const target = opened(file, from);
  try {
    let head: Buffer = Buffer.alloc(0);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      lastMs = performance.now();
      if (from === 0 && head.length < HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
        if (isPage(head)) throw pageRefused(address);
      }
      bytes += chunk.length;
      if (bytes > limit("STEMMA_MAX_DOWNLOAD_BYTES"))
        throw limitError(
          "STEMMA_MAX_DOWNLOAD_BYTES",
          (n) => `What ${address.host} sends has ${n} bytes`,
          bytes,
        );
      await written(target, chunk, file);
      onBytes(bytes);
    }
    return bytes;
  } finally {
    clearInterval(watch);
    response.destroy();
    fs.closeSync(target);
  }
}

function opened(file: string, from: number): number {
  try {
    const fd = fs.openSync(file, from > 0 ? "r+" : "w", 0o600);
    fs.ftruncateSync(fd, from);
    return fd;
  } catch (error) {
    throw toDiskError(error, file);
  }
}

function written(fd: number, chunk: Buffer, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (offset: number) =>
      fs.write(fd, chunk, offset, chunk.length - offset, position(offset), (error, count) => {
        if (error) reject(toDiskError(error, file));
        else if (offset + count < chunk.length) go(offset + count);
        else resolve();
      });
    const start = fs.fstatSync(fd).size;
    const position = (offset: number) => start + offset;
    go(0);
  });
}

function requireRoom(file: string, from: number, total: number | null): void {
  if (total === null) return;
  const folder = path.dirname(file);
  const { bavail, bsize } = fs.statfsSync(folder);
  const room = bavail * bsize;
  if (total - from <= room) return;
  throw new AppError(
    "disk/full",
    `The file has ${total.toLocaleString("en")} bytes, and there is room for ${room.toLocaleString("en")} in ${folder}. Free some space, or set another cache folder, and try again.`,
    { path: folder, needed: total - from, room },
  );
}

/** How the body is packed on the way, in small letters: "identity" for not at all, which some servers say with an empty header. */
export function contentCoding({ headers }: Answer["response"]): string {
  return (headers["content-encoding"] ?? "").trim().toLowerCase() || "identity";
}

function unpacked(response: Answer["response"], address: URL): Readable {
  const coding = contentCoding(response);
  const unpack = {
    identity: () => null,
    gzip: () => zlib.createGunzip(),
    "x-gzip": () => zlib.createGunzip(),
    deflate: () => zlib.createInflate(),
    br: () => zlib.createBrotliDecompress(),
  }[coding];
  if (!unpack) {
    throw networkFailed(
      `${address.host} sends the file packed in a way that is not known (${coding}).`,
      address,
    );
  }
  const through = unpack();
  if (through === null) return response;
  response.once("error", (error) => through.destroy(error));
  return response.pipe(through);
}

/** Whether these first bytes are of a page of the web: a ZIP, a tar or a gzip file never begins with a tag. */
function isPage(head: Buffer): boolean {
  const text = head
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  return /^<(?:!doctype\s+html|html|head|body|!--|\?xml)/i.test(text);
}

function pageRefused(address: URL): AppError {
  return new AppError(
    "archive/not-an-archive",
    `The address leads to a page of ${address.host}, not to an archive. Open it in a browser and copy the address of the download itself.`,
    { check: "page of the web" },
  );
}
