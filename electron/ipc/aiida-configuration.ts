import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A profile as AiiDA's configuration has it; nothing of it is checked. */
export interface ConfiguredProfile {
  name: string;
  /** The name of its storage plugin, if it is a text. */
  backend: unknown;
  /** The folder or file of its storage; null where none is named. */
  place: string | null;
  isDefault: boolean;
}

const CONFIG_FOLDER = ".aiida";
const CONFIG_FILE = "config.json";
const MAX_CONFIG_BYTES = 4 * 1024 * 1024; // a profile takes some hundred bytes
const MAX_PROFILES = 500;

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
 * The profiles that AiiDA's configuration names, in its order; none where there is no AiiDA or its configuration cannot be
 * read. Costs one look at a small file.
 */
export function configuredProfiles(folder: string): ConfiguredProfile[] {
  const config = readConfig(folder);
  const chosen = member(config, "default_profile");
  const profiles = Object.entries(record(member(config, "profiles")) ?? {}).slice(0, MAX_PROFILES);
  return profiles.map(([name, profile]) => ({
    name,
    backend: member(member(profile, "storage"), "backend"),
    place: placeOf(profile),
    isDefault: name === chosen,
  }));
}

function placeOf(profile: unknown): string | null {
  const file = member(member(member(profile, "storage"), "config"), "filepath");
  return typeof file === "string" && path.isAbsolute(file) ? path.normalize(file) : null;
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
