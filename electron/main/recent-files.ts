import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Recent } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { sourceName } from "./aiida-profiles.ts";
import { StateFile } from "./state-file.ts";

const KEPT = 20; // as many as one screen of the start page lists
const LOOK_MS = 400; // a drive that has not answered by then is not called missing

const Stored = z.array(
  z.object({
    path: z.string(),
    openedAt: z.string(),
    note: z.string().nullable(),
    isRefused: z.boolean().default(false),
  }),
);

/** Where else recent files are listed: by the system, in a menu. */
interface RecentListener {
  added(files: readonly string[]): void;
  removed(file: string): void;
  cleared(files: readonly string[]): void;
}

/** Recently opened sources, newest first. */
export class RecentFiles {
  readonly #file: StateFile<z.output<typeof Stored>>;
  readonly #listeners: RecentListener[] = [];
  /** Listed for the first time, and not open yet. */
  readonly #untried = new Set<string>();
  /** Taken off again, as they could not be opened the first time. */
  readonly #refused = new Set<string>();

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "recent-files.json"), (value) =>
      Stored.catch([]).parse(value),
    );
  }

  /** Tell of every change from now on. */
  follow(listener: RecentListener): void {
    this.#listeners.push(listener);
  }

  /** The list for the start page; it looks whether each file is there. */
  async list(): Promise<Recent[]> {
    return Promise.all(
      this.#file.get().map(async (entry) => ({
        recentId: recentId(entry.path),
        name: sourceName(entry.path),
        shownPath: escapeLine(entry.path),
        openedAt: entry.openedAt,
        isMissing: await isMissing(entry.path),
        isRefused: entry.isRefused,
        note: entry.note,
      })),
    );
  }

  /** Paths, newest first. */
  paths(): string[] {
    return this.#file.get().map((entry) => entry.path);
  }

  path(id: string): string | undefined {
    return this.#file.get().find((entry) => recentId(entry.path) === id)?.path;
  }

  /** Put files that are being opened on top, the last one first. */
  add(opened: readonly string[]): void {
    if (opened.length === 0) return;
    const known = this.#file.get();
    const openedAt = new Date().toISOString();
    const fresh = [...new Set(opened)].reverse().map((file) => ({
      note: null,
      isRefused: false,
      ...known.find((entry) => entry.path === file),
      path: file,
      openedAt,
    }));
    for (const { path: file } of fresh)
      if (!known.some((entry) => entry.path === file)) this.#untried.add(file);
    const others = known.filter((entry) => !opened.includes(entry.path));
    this.#file.set([...fresh, ...others].slice(0, KEPT));
    for (const listener of this.#listeners) listener.added(opened);
  }

  /** A file is open: what is to be said of it in the list. One that could be opened only in another way is listed now. */
  opened(file: string, note: string): void {
    if (this.#refused.delete(file)) this.add([file]);
    this.#untried.delete(file);
    this.#change(file, { note, isRefused: false });
  }

  /** A file could not be opened: one that was never open is not listed, any other says so until it opens again. */
  couldNotOpen(file: string): void {
    if (!this.#untried.delete(file)) return this.#change(file, { isRefused: true });
    this.#refused.add(file);
    this.remove(recentId(file));
  }

  remove(id: string): void {
    const file = this.path(id);
    if (file === undefined) return;
    this.#file.set(this.#file.get().filter((entry) => entry.path !== file));
    for (const listener of this.#listeners) listener.removed(file);
  }

  clear(): void {
    const files = this.paths();
    this.#file.set([]);
    for (const listener of this.#listeners) listener.cleared(files);
  }

  #change(file: string, change: Partial<z.output<typeof Stored>[number]>): void {
    this.#file.set(this.#file.get().map((entry) => (entry.path === file ? { ...entry, ...change } : entry)));
  }
}

/** True if the file is surely not there. */
async function isMissing(file: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), LOOK_MS)));
  const look = fs.promises.access(file).then(
    () => false,
    () => true,
  );
  const answer = await Promise.race([look, late]);
  clearTimeout(timer);
  return answer;
}

/** An id that the renderer can name in place of the path. */
function recentId(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 16);
}
