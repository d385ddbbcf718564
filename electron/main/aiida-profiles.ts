import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { AiidaProfile } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";

/** A profile of AiiDA's configuration, and where it lies if it can be opened. */
export interface KnownProfile extends AiidaProfile {
  /** Its folder, or its archive; null for a profile that cannot be opened. */
  path: string | null;
}

const CONFIG_FOLDER = ".aiida";
const CONFIG_FILE = "config.json";
const MAX_CONFIG_BYTES = 4 * 1024 * 1024; // a profile takes some hundred bytes
const MAX_PROFILES = 500;
/** Storages whose `filepath` we open: a folder, and an archive used as a profile. */
const READABLE: readonly string[] = ["core.sqlite_dos", "core.sqlite_zip"];
const REASONS: Readonly<Record<string, string>> = {
  "core.psql_dos": "its database is PostgreSQL: export an archive from it with “verdi archive create”",
  "core.sqlite_temp": "it is kept in memory only",
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * AiiDA's configuration folder, as AiiDA looks for it (`aiida/manage/configuration/settings.py`): the entries of
 * `AIIDA_PATH` in turn, each with `.aiida` behind it unless it ends so; the first that is there, else the last; without
 * the variable `~/.aiida`.
 */
export function aiidaFolder(env: Environment = process.env, home: string = os.homedir()): string {
  const entries = (env["AIIDA_PATH"] ?? "").split(path.delimiter).filter((entry) => entry !== "");
  const folders = entries.map((entry) => {
    const expanded = path.resolve(entry === "~" || /^~[/\\]/.test(entry) ? home + entry.slice(1) : entry);
    return path.basename(expanded) === CONFIG_FOLDER ? expanded : path.join(expanded, CONFIG_FOLDER);
  });
  return folders.find(isFolder) ?? folders.at(-1) ?? path.join(home, CONFIG_FOLDER);
}

/**
 * The profiles of AiiDA's configuration, the default one first, then by name; none where there is no AiiDA or its
 * configuration cannot be read. Costs one look at a small file and one at each profile; nothing of AiiDA runs, nothing
 * is written.
 */
export function aiidaProfiles(folder: string = aiidaFolder()): KnownProfile[] {
  const config = readConfig(folder);
  const chosen = member(config, "default_profile");
  const profiles = entriesOf(config).map(([name, profile]) => describe(name, profile, name === chosen));
  return profiles.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1));
}

/**
 * The name of the profile that a path belongs to, escaped for people; null for any other file. Paths are compared as
 * they are written: looking at a file on a drive that does not answer would hold up the window.
 */
export function profileNameOf(file: string, folder: string = aiidaFolder()): string | null {
  const wanted = path.normalize(profileFolderOf(file));
  const [name] = entriesOf(readConfig(folder)).find(([, profile]) => placeOf(profile) === wanted) ?? [];
  return name === undefined ? null : escapeLine(name);
}

/** A source by the name that people know: of its profile, else of its file. */
export function sourceName(file: string): string {
  return profileNameOf(file) ?? escapeLine(path.basename(profileFolderOf(file)));
}

/** True for a folder that AiiDA works with, by what lies in it. */
export function isProfileFolder(file: string): boolean {
  return isFolder(path.join(profileFolderOf(file), "container"));
}

/** Somebody may have named the database in the folder; that opens the folder. */
function profileFolderOf(file: string): string {
  const isDatabase =
    path.basename(file) === "database.sqlite" && isFolder(path.join(path.dirname(file), "container"));
  return isDatabase ? path.dirname(file) : file;
}

function entriesOf(config: unknown): [name: string, profile: unknown][] {
  return Object.entries(record(member(config, "profiles")) ?? {}).slice(0, MAX_PROFILES);
}

function describe(name: string, profile: unknown, isDefault: boolean): KnownProfile {
  const place = placeOf(profile);
  const problem = problemOf(member(member(profile, "storage"), "backend"), place);
  return {
    profileId: createHash("sha256").update(`${name}\0${place}`).digest("hex").slice(0, 16),
    name: escapeLine(name),
    isDefault,
    shownPath: place === null ? null : escapeLine(place),
    problem,
    path: problem === null ? place : null,
  };
}

function placeOf(profile: unknown): string | null {
  const file = member(member(member(profile, "storage"), "config"), "filepath");
  return typeof file === "string" && path.isAbsolute(file) ? path.normalize(file) : null;
}

function problemOf(backend: unknown, place: string | null): string | null {
  if (typeof backend !== "string") return "its storage is of AiiDA 1 or not named";
  if (!READABLE.includes(backend)) {
    const known = Object.hasOwn(REASONS, backend) ? REASONS[backend] : undefined;
    return known ?? `its storage “${escapeLine(backend.slice(0, 60))}” is not one that Stemma reads`;
  }
  if (place === null) return "the configuration does not say where it lies";
  return fs.existsSync(place) ? null : "its folder is not there";
}

function readConfig(folder: string): unknown {
  const file = path.join(folder, CONFIG_FILE);
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile() || stat.size > MAX_CONFIG_BYTES) return null;
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null; // no AiiDA here, or a configuration that AiiDA itself could not read
  }
}

function record(value: unknown): Record<string, unknown> | null {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : null;
}

function member(value: unknown, name: string): unknown {
  const of = record(value);
  return of !== null && Object.hasOwn(of, name) ? of[name] : undefined;
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false; // not there, or what is asked of lies below a file
  }
}
