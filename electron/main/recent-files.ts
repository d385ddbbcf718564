import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Recent } from "../../shared/ipc/host-contract.ts";
import { StateFile } from "./state-file.ts";

const KEPT = 20; // as many as one screen of the start page lists

const Stored = z.array(z.object({ path: z.string(), openedAt: z.string(), note: z.string().nullable() }));

/** Recently opened sources, newest first. */
export class RecentFiles {
  readonly #file: StateFile<z.output<typeof Stored>>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "recent-files.json"), (value) =>
      Stored.catch([]).parse(value),
    );
  }

  list(): Recent[] {
    return this.#file.get().map((entry) => ({
      recentId: recentId(entry.path),
      name: path.basename(entry.path),
      shownPath: entry.path,
      openedAt: entry.openedAt,
      isMissing: !fs.existsSync(entry.path),
      note: entry.note,
    }));
  }

  /** Their paths, newest first; nothing is looked up on disk. */
  paths(): string[] {
    return this.#file.get().map((entry) => entry.path);
  }

  path(id: string): string | undefined {
    return this.#file.get().find((entry) => recentId(entry.path) === id)?.path;
  }

  add(opened: string): void {
    const old = this.#file.get().find((entry) => entry.path === opened);
    const others = this.#file.get().filter((entry) => entry.path !== opened);
    const entry = { path: opened, openedAt: new Date().toISOString(), note: old?.note ?? null };
    this.#file.set([entry, ...others].slice(0, KEPT));
  }

  setNote(opened: string, note: string): void {
    this.#file.set(this.#file.get().map((entry) => (entry.path === opened ? { ...entry, note } : entry)));
  }

  remove(id: string): void {
    this.#file.set(this.#file.get().filter((entry) => recentId(entry.path) !== id));
  }
}

/** An id that the renderer can name in place of the path. */
function recentId(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 16);
}
