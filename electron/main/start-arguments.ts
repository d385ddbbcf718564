import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** What a start asks for: files to open, absolute, and whether in a window of their own. */
export interface StartRequest {
  files: string[];
  newWindow: boolean;
}

const StartRequestSchema = z.object({ files: z.array(z.string()), newWindow: z.boolean() });

/**
 * Read the arguments of a start. `file:` URLs (from a desktop entry) become paths, switches are left out, behind `--`
 * everything is a file. `isScript`: the first word that is no switch names the app itself, as in a checkout.
 */
export function startRequest(argv: readonly string[], cwd: string, isScript: boolean): StartRequest {
  const words = argv.slice(1);
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  const named = before.filter((word) => !word.startsWith("-")).slice(isScript ? 1 : 0);
  const behind = end < 0 ? [] : words.slice(end + 1);
  return {
    files: [...named, ...behind]
      .filter((word) => word !== "")
      .map((word) => path.resolve(cwd, pathFromUrl(word))),
    newWindow: before.includes("--new-window"),
  };
}

function pathFromUrl(argument: string): string {
  if (!/^file:/i.test(argument)) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    return argument; // not a URL of this machine: opening it will say "not found"
  }
}

/** A second start sends its arguments to the running app in one message. At 32 KiB Chromium takes it for a hung app and kills that. */
const SENT_BYTES = 12_000;
const LETTER_NAME = /^start-\d+\.json$/;
/** An older letter is of a start that was killed, and nobody waits for its files any more. */
const LETTER_AGE_MS = 60_000;

/** True if so many arguments cannot be sent to a running app. */
export function isTooLongToSend(argv: readonly string[]): boolean {
  return argv.reduce((bytes, word) => bytes + Buffer.byteLength(word) + 1, 0) > SENT_BYTES;
}

/** The arguments of the same start without its files, which a letter holds. */
export function withoutFiles(argv: readonly string[], isScript: boolean): string[] {
  const words = argv.slice(1);
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  const script = isScript ? before.filter((word) => !word.startsWith("-")).slice(0, 1) : [];
  return [...before.filter((word) => word.startsWith("-") && word !== "--new-window"), ...script];
}

/** Leave a request for the app as a file in the user's data folder, where `takeLetters` finds it. */
export function leaveLetter(folder: string, request: StartRequest): void {
  const letter = path.join(folder, `start-${process.pid}.json`);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${letter}.part`, JSON.stringify(request), { mode: 0o600 });
  fs.renameSync(`${letter}.part`, letter);
}

/** Take the requests that were left as files; each is given once. */
export function takeLetters(folder: string): StartRequest[] {
  return namesIn(folder).flatMap((name) => {
    const letter = path.join(folder, name);
    const request = readRequest(() => {
      const isFresh = Date.now() - fs.statSync(letter).mtimeMs < LETTER_AGE_MS;
      return isFresh ? JSON.parse(fs.readFileSync(letter, "utf8")) : null;
    });
    fs.rmSync(letter, { force: true });
    return request ?? [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).filter((name) => LETTER_NAME.test(name));
  } catch {
    return []; // a first start: the folder is not there yet
  }
}

/** What a second start sent along; null when it was lost on the way. */
export function sentRequest(data: unknown): StartRequest | null {
  return readRequest(() => data);
}

function readRequest(read: () => unknown): StartRequest | null {
  try {
    const request = StartRequestSchema.safeParse(read());
    return request.success ? request.data : null;
  } catch {
    return null; // half a letter of a start that was killed
  }
}
