import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { app } from "electron";
import { z } from "zod";
import type { KnownLibrary } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { profileNameOf } from "./aiida-profiles.ts";
import { libraryPath } from "./library-path.ts";
import { StateFile } from "./state-file.ts";

const KEPT = 50;

const Stored = z.array(
  z.object({
    path: z.string(),
    /** Made by this program: it may be changed without asking. */
    isOurs: z.boolean(),
  }),
);

/** The stores that were opened as libraries, which of them may be changed, and which one imports go to. */
export class Libraries {
  readonly #file: StateFile<z.output<typeof Stored>>;
  /** Profiles of AiiDA that the person allowed to change, until the app ends. */
  readonly #allowed = new Set<string>();
  /** Folders in which a library is to be made when they are opened the next time. */
  readonly #toMake = new Set<string>();
  #front: string | null = null;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "libraries.json"), (value) => Stored.catch([]).parse(value));
  }

  /** The library of this program, then the others, newest first. */
  async list(): Promise<KnownLibrary[]> {
    const others = this.#file.get().filter((entry) => entry.path !== libraryPath());
    const all = [libraryPath(), ...others.map((entry) => entry.path)];
    return Promise.all(
      all.map(async (folder) => ({
        libraryId: libraryId(folder),
        name: this.nameOf(folder) ?? escapeLine(path.basename(folder)),
        shownPath: escapeLine(folder),
        isDefault: folder === libraryPath(),
        isMissing: folder !== libraryPath() && !(await isFolder(folder)),
      })),
    );
  }

  pathOf(id: string): string | undefined {
    return [libraryPath(), ...this.#file.get().map((entry) => entry.path)].find(
      (folder) => libraryId(folder) === id,
    );
  }

  /** What a tab of this folder is called; null for one that is no library. */
  nameOf(folder: string): string | null {
    if (folder === libraryPath()) return "Library";
    if (!this.isOurs(folder)) return profileNameOf(folder);
    return `Library ${escapeLine(path.basename(folder))}`;
  }

  /** Put a store on top of the list. */
  add(folder: string, { isOurs }: { isOurs: boolean } = { isOurs: this.isOurs(folder) }): void {
    if (folder === libraryPath()) return;
    const others = this.#file.get().filter((entry) => entry.path !== folder);
    this.#file.set([{ path: folder, isOurs }, ...others].slice(0, KEPT));
  }

  remove(id: string): void {
    this.#file.set(this.#file.get().filter((entry) => libraryId(entry.path) !== id));
  }

  /** From now on a library is in this folder; it is made when it is opened. */
  make(folder: string): void {
    this.#toMake.add(folder);
    this.add(folder, { isOurs: true });
  }

  /** Whether a store is to be made in this folder when it is opened now; asked once. */
  takeToMake(folder: string): boolean {
    return this.#toMake.delete(folder);
  }

  /** This program made it. */
  isOurs(folder: string): boolean {
    return (
      folder === libraryPath() || this.#file.get().some((entry) => entry.path === folder && entry.isOurs)
    );
  }

  /** The person said that a profile of AiiDA may be changed. */
  allow(folder: string): void {
    this.#allowed.add(folder);
  }

  /** Whether an engine may change the store in this folder. */
  mayChange(folder: string): boolean {
    return this.isOurs(folder) || this.#allowed.has(folder);
  }

  /** A tab came to the front: where it is a library, imports go there until another one does. */
  cameToFront(folder: string | undefined): void {
    if (folder !== undefined && this.mayChange(folder)) this.#front = folder;
  }

  /** Where imports go: the library that was in front last, else the one of this program. */
  get current(): string {
    const folder = this.#front;
    return folder !== null && this.mayChange(folder) ? folder : libraryPath();
  }
}

let known: Libraries | null = null;

/** The libraries of this program. */
export function libraries(): Libraries {
  return (known ??= new Libraries(app.getPath("userData")));
}

async function isFolder(file: string): Promise<boolean> {
  return fs.promises.stat(file).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}

/** An id that the page can name in place of the path. */
function libraryId(folder: string): string {
  return createHash("sha256").update(`library\0${folder}`).digest("hex").slice(0, 16);
}
