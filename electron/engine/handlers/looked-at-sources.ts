import fs from "node:fs";
import type { JobContext, Source } from "../../archive/source.ts";
import { dropMappedPages } from "../../db/mapped-memory.ts";
import { openSource } from "../../sources/open-source.ts";

/** A person who tries options asks again within that time. */
const KEPT_MS = 30_000;
/** Each holds a database of up to 32 MiB in memory, or a file of the cache. */
const MOST_KEPT = 4;

interface Kept {
  source: Source;
  identity: string;
  timer: NodeJS.Timeout;
}

/**
 * Files that previews look at. One stays open for half a minute after it was looked at, so that another option is counted
 * without opening it again; one that has changed on disk is opened anew.
 */
export class LookedAtSources {
  readonly #kept = new Map<string, Kept>();

  /** Work with a source. Two calls at once get one each. Errors as `openSource`, and those of the work. */
  async with<T>(file: string, context: JobContext, work: (source: Source) => Promise<T>): Promise<T> {
    const identity = identityOf(file);
    const source = this.#take(file, identity) ?? (await openSource(file, context, { mapsMemory: true }));
    try {
      return await work(source);
    } finally {
      this.#giveBack(file, identity, source);
    }
  }

  #take(file: string, identity: string | null): Source | null {
    const kept = this.#kept.get(file);
    if (!kept) return null;
    this.#kept.delete(file);
    clearTimeout(kept.timer);
    if (kept.identity === identity) return kept.source;
    kept.source.close();
    return null;
  }

  #giveBack(file: string, identity: string | null, source: Source): void {
    dropMappedPages(source.db);
    if (identity === null || this.#kept.size >= MOST_KEPT || this.#kept.has(file)) return source.close();
    const timer = setTimeout(() => {
      this.#kept.delete(file);
      source.close();
    }, KEPT_MS);
    timer.unref();
    this.#kept.set(file, { source, identity, timer });
  }
}

/** What tells a file from another one at its place; null for folders and what is not there, which are opened each time. */
function identityOf(file: string): string | null {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(" ");
}
