import fs from "node:fs";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { aiidaFolder, configuredProfiles } from "../ipc/aiida-configuration.ts";
import { commandLine, processName } from "./lock-holders.ts";

/** A store that we work on, told to AiiDA if it is one of its profiles. */
export interface Access {
  /** May be called twice. */
  release(): void;
}

const RECORDS = "access"; // aiida/manage/configuration/settings.py
const NOTHING: Access = { release: () => undefined };

/** How many changes of this process each record stands for. */
const held = new Map<string, number>();

/**
 * Tell AiiDA that this process works with a store, as AiiDA's own processes do (`aiida/manage/profile_access.py`): a record by our
 * process number keeps `verdi storage maintain --full` away, which would throw away contents whose nodes are not committed yet.
 * A store that is no profile of the user's AiiDA has no such records.
 * @throws AppError `store/locked` while AiiDA has the profile for itself.
 */
export function requestAccess(folder: string): Access {
  const place = recordsOf(folder);
  if (place === null) return NOTHING;
  refuseLocked(place, folder);
  const record = path.join(place.records, `${process.pid}.pid`);
  held.set(record, (held.get(record) ?? 0) + 1);
  const access = releasing(record);
  try {
    // Written aside and moved, so that nobody reads half of it.
    const temporary = path.join(place.records, `${process.pid}.tmp`);
    fs.writeFileSync(temporary, pythonList(commandLine("self")));
    fs.renameSync(temporary, record);
  } catch {
    return access; // not ours to write: then AiiDA does not know of us
  }
  try {
    refuseLocked(place, folder);
  } catch (error) {
    access.release();
    throw error;
  }
  return access;
}

/**
 * Have a store for this process alone, as `verdi storage maintain --full` does: AiiDA's processes do not load the profile until
 * it is released.
 * @throws AppError `store/locked` while a process of AiiDA has the profile loaded, naming it.
 */
export function requestAlone(folder: string): Access {
  const place = recordsOf(folder);
  if (place === null) return NOTHING;
  refuseLocked(place, folder);
  refuseUsed(place, folder);
  const lock = path.join(place.records, `${process.pid}.lock`);
  try {
    fs.writeFileSync(lock, "");
  } catch {
    return NOTHING; // not ours to write
  }
  const access: Access = { release: () => fs.rmSync(lock, { force: true }) };
  try {
    refuseLocked(place, folder);
    refuseUsed(place, folder);
  } catch (error) {
    access.release();
    throw error;
  }
  return access;
}

interface Records {
  /** The profile's name. */
  name: string;
  /** The folder of its records. */
  records: string;
}

function recordsOf(folder: string): Records | null {
  const aiida = aiidaFolder();
  const wanted = realPath(folder);
  const profile = configuredProfiles(aiida).find(
    ({ backend, place }) => backend === "core.sqlite_dos" && place !== null && realPath(place) === wanted,
  );
  if (profile === undefined || path.basename(profile.name) !== profile.name) return null;
  const records = path.join(aiida, RECORDS, profile.name);
  return fs.existsSync(records) ? { name: profile.name, records } : null; // AiiDA has never loaded it
}

function refuseLocked({ name, records }: Records, folder: string): void {
  const [pid] = living(records, ".lock").filter((pid) => pid !== process.pid);
  if (pid === undefined) return;
  throw new AppError(
    "store/locked",
    `${processName(pid)} has the profile ${escapeLine(name)} for itself, as \`verdi storage maintain --full\` does. Let it finish, then try again.`,
    { path: folder, holders: [{ pid, name: processName(pid) }] },
  );
}

function refuseUsed({ name, records }: Records, folder: string): void {
  const [pid] = living(records, ".pid").filter((pid) => pid !== process.pid && isTrue(records, pid));
  if (pid === undefined) return;
  throw new AppError(
    "store/locked",
    `${processName(pid)} works with the profile ${escapeLine(name)}, and a full maintenance needs it for itself. End it (a daemon: \`verdi daemon stop\`), then try again, or leave out the full part.`,
    { path: folder, holders: [{ pid, name: processName(pid) }] },
  );
}

/** Numbers of processes that have a record and still run. */
function living(records: string, suffix: ".pid" | ".lock"): number[] {
  let names: string[];
  try {
    names = fs.readdirSync(records);
  } catch {
    return []; // gone, or not ours to read
  }
  const numbers = names
    .filter((name) => name.endsWith(suffix))
    .map((name) => Number(name.slice(0, -suffix.length)));
  return numbers.filter((pid) => Number.isSafeInteger(pid) && pid > 0 && isRunning(pid));
}

/** Whether a record is of the process that has its number today, as AiiDA tells it. */
function isTrue(records: string, pid: number): boolean {
  const words = commandLine(pid);
  try {
    return (
      words.length === 0 || fs.readFileSync(path.join(records, `${pid}.pid`), "utf8") === pythonList(words)
    );
  } catch {
    return false; // gone meanwhile
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // asks only
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}

function releasing(record: string): Access {
  let isHeld = true;
  return {
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (held.get(record) ?? 1) - 1;
      if (left > 0) {
        held.set(record, left);
        return;
      }
      held.delete(record);
      fs.rmSync(record, { force: true });
    },
  };
}

/** A list of texts as Python's `str` prints it, which is what AiiDA compares. */
export function pythonList(words: readonly string[]): string {
  return `[${words.map(pythonText).join(", ")}]`;
}

function pythonText(word: string): string {
  const quote = word.includes("'") && !word.includes('"') ? '"' : "'";
  const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const body = word.replaceAll(/[\\\n\r\t\u0000-\u001f\u007f]/g, (char) => {
    return escapes[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return path.normalize(folder); // not there: then it is nobody's
  }
}
