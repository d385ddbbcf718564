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

/** The start of a longer message is cut off on its way to the running app, at 32 KiB; arguments travel in it twice. */
const MESSAGE_CHARACTERS = 10_000;
const LETTER_NAME = /^start-\d+\.json$/;

/**
 * Leave a long request for the running app as a file in the user's data folder, where `takeLetters` finds it. Short
 * ones need none: they travel with the message. Returns the letter's path, to remove it when nobody else runs.
 */
export function leaveLetter(folder: string, request: StartRequest): string | null {
  if (JSON.stringify(request.files).length < MESSAGE_CHARACTERS) return null;
  const letter = path.join(folder, `start-${process.pid}.json`);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${letter}.part`, JSON.stringify(request), { mode: 0o600 });
  fs.renameSync(`${letter}.part`, letter);
  return letter;
}

/** Take the requests that were left as files; each is given once. */
export function takeLetters(folder: string): StartRequest[] {
  const names = fs.readdirSync(folder).filter((name) => LETTER_NAME.test(name));
  return names.flatMap((name) => {
    const letter = path.join(folder, name);
    const request = readRequest(() => JSON.parse(fs.readFileSync(letter, "utf8")));
    fs.rmSync(letter, { force: true });
    return request ?? [];
  });
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
