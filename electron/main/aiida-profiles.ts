import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { AiidaProfile } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { aiidaFolder, type ConfiguredProfile, configuredProfiles } from "../ipc/aiida-configuration.ts";

/** A profile of AiiDA's configuration, and where it lies if it can be opened. */
export interface KnownProfile extends AiidaProfile {
  /** Its folder, or its archive; null for a profile that cannot be opened. */
  path: string | null;
}

/** Storages whose `filepath` we open: a folder, and an archive used as a profile. */
const READABLE: Readonly<Record<string, "folder" | "file">> = {
  "core.sqlite_dos": "folder",
  "core.sqlite_zip": "file",
};
/** Nobody calls a profile by a longer name, and it becomes the title of a window. */
const MOST_NAME_LENGTH = 200;
const MOST_PATH_LENGTH = 4096;
const REASONS: Readonly<Record<string, string>> = {
  "core.psql_dos": "its database is PostgreSQL: export an archive from it with “verdi archive create”",
  "core.sqlite_temp": "it is kept in memory only",
};

/**
 * The profiles of AiiDA's configuration, the default one first, then by name; none where there is no AiiDA or its
 * configuration cannot be read. Costs one look at a small file and one at each profile; nothing of AiiDA runs, nothing
 * is written.
 */
export function aiidaProfiles(folder: string = aiidaFolder()): KnownProfile[] {
  const profiles = configuredProfiles(folder).map(describe);
  return profiles.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1));
}

/**
 * The name of the profile that a path belongs to, escaped for people; null for any other file. Paths are compared as
 * they are written: looking at a file on a drive that does not answer would hold up the window.
 */
export function profileNameOf(file: string, folder: string = aiidaFolder()): string | null {
  const wanted = path.normalize(profileFolderOf(file));
  const found = configuredProfiles(folder).find(({ place }) => place === wanted);
  return found === undefined ? null : shownName(found.name);
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

function describe({ name, backend, place, isDefault }: ConfiguredProfile): KnownProfile {
  const problem = problemOf(backend, place);
  return {
    profileId: createHash("sha256").update(`${name}\0${place}`).digest("hex").slice(0, 16),
    name: shownName(name),
    isDefault,
    shownPath: place === null ? null : escapeLine(place.slice(0, MOST_PATH_LENGTH)),
    problem,
    path: problem === null ? place : null,
  };
}

function shownName(name: string): string {
  if (name.trim() === "") return "(no name)";
  return escapeLine(name.length > MOST_NAME_LENGTH ? `${name.slice(0, MOST_NAME_LENGTH - 1)}…` : name);
}

function problemOf(backend: unknown, place: string | null): string | null {
  if (typeof backend !== "string") return "its storage is of AiiDA 1 or not named";
  const kind = Object.hasOwn(READABLE, backend) ? READABLE[backend] : undefined;
  if (kind === undefined) {
    const known = Object.hasOwn(REASONS, backend) ? REASONS[backend] : undefined;
    return known ?? `its storage “${escapeLine(backend.slice(0, 60))}” is not one that Stemma reads`;
  }
  if (place === null) return "the configuration does not say where it lies";
  return whyNot(place, kind);
}

/** Why there is nothing to open at a place; null where there is. */
function whyNot(place: string, kind: "folder" | "file"): string | null {
  try {
    const stat = fs.statSync(place);
    if (kind === "folder" ? !stat.isDirectory() : !stat.isFile())
      return `there is no ${kind} where it should lie`;
    fs.accessSync(place, fs.constants.R_OK | (kind === "folder" ? fs.constants.X_OK : 0));
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    const isDenied = code === "EACCES" || code === "EPERM";
    return isDenied ? `its ${kind} may not be read` : `its ${kind} is not there`;
  }
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false; // not there, or what is asked of lies below a file
  }
}
