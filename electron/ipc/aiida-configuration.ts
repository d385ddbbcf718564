import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A profile as AiiDA's configuration has it; nothing of it is checked. */
export interface ConfiguredProfile {
  name: string;
  /** The name of its storage plugin as it is called today, if it is a text. */
  backend: unknown;
  /** The folder or file of its storage; null where none is named. */
  place: string | null;
  isDefault: boolean;
}

const CONFIG_FOLDER = ".aiida";
const CONFIG_FILE = "config.json";
const MAX_CONFIG_BYTES = 4 * 1024 * 1024; // a profile takes some hundred bytes
const MAX_PROFILES = 500;

/** Storages by the names of configurations of versions 6 to 8, which AiiDA brings up to date when it starts next. */
const OLD_BACKENDS: Readonly<Record<string, string>> = {
  django: "core.psql_dos",
  sqlalchemy: "core.psql_dos",
  psql_dos: "core.psql_dos",
  sqlite_zip: "core.sqlite_zip",
  sqlite_temp: "core.sqlite_temp",
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
 * The profiles that AiiDA's configuration names, the default one first, else in its order; none where there is no AiiDA or
 * its configuration cannot be read. Costs one look at a small file.
 */
export function configuredProfiles(folder: string): ConfiguredProfile[] {
  const config = readConfig(folder);
  const chosen = defaultOf(config);
  const profiles = Object.entries(record(member(config, "profiles")) ?? {});
  profiles.sort(([a], [b]) => Number(b === chosen) - Number(a === chosen));
  return profiles.slice(0, MAX_PROFILES).map(([name, profile]) => ({
    name,
    backend: backendOf(profile),
    place: placeOf(profile),
    isDefault: name === chosen,
  }));
}

/** Before version 3 of the configuration there was one for the command and one for the daemon; AiiDA keeps the latter. */
function defaultOf(config: unknown): unknown {
  const old = member(config, "default_profiles");
  return member(config, "default_profile") ?? member(old, "daemon") ?? member(old, "verdi");
}

function backendOf(profile: unknown): unknown {
  const backend = member(member(profile, "storage"), "backend") ?? member(profile, "AIIDADB_BACKEND");
  return typeof backend === "string" && Object.hasOwn(OLD_BACKENDS, backend)
    ? OLD_BACKENDS[backend]
    : backend;
}

function placeOf(profile: unknown): string | null {
  const file = member(member(member(profile, "storage"), "config"), "filepath");
  return typeof file === "string" && path.isAbsolute(file) ? path.resolve(file) : null; // no slash at its end
}

function readConfig(folder: string): unknown {
  const file = path.join(folder, CONFIG_FILE);
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile() || stat.size > MAX_CONFIG_BYTES) return null;
    return JSON.parse(decode(fs.readFileSync(file)));
  } catch {
    return null; // no AiiDA here, or a configuration that AiiDA itself could not read
  }
}

/** An editor of Windows may have put a mark before it, or saved it as UTF-16: Python reads all of that. */
function decode(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes); // leaves out the mark
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
