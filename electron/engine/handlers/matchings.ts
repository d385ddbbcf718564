import path from "node:path";
import type { Source } from "../../archive/source.ts";
import type { MatchedNodes } from "../../library/import/differences.ts";
import { inPlaceAt } from "../../store/in-place.ts";
import { STORE_DATABASE } from "../../store/store-checks.ts";
import { writeWatchAt } from "../../store/write-watch.ts";

interface Matching {
  nodes: MatchedNodes;
  /** How often the library had been written. */
  writes: number | string;
}

/**
 * Which node of the library each node of a file is, as a preview found it: the comparison that follows would find out the same
 * once more. It holds as long as nobody writes to the library and the file stays open.
 */
export class Matchings {
  readonly #database: string;
  readonly #known = new WeakMap<Source, Matching>();

  /** For the library in this folder. Nothing is kept where it is not known who writes to it. */
  constructor(folder: string) {
    this.#database = path.join(folder, STORE_DATABASE);
  }

  /** Run the preview of all of a file, which tells what it matched, and keep that unless somebody wrote meanwhile. */
  async keeping<T>(
    source: Source,
    preview: (matched: (nodes: MatchedNodes) => void) => Promise<T>,
  ): Promise<T> {
    const before = this.#writes();
    const found: MatchedNodes[] = [];
    const result = await preview((nodes) => void found.push(nodes));
    const nodes = found.at(-1);
    if (nodes && before !== null && before === this.#writes())
      this.#known.set(source, { nodes, writes: before });
    return result;
  }

  /** What is known of all of a file. Ask after the state of the library was taken that it is to hold for. */
  of(source: Source): MatchedNodes | undefined {
    const known = this.#known.get(source);
    return known && known.writes === this.#writes() ? known.nodes : undefined;
  }

  #writes(): number | string | null {
    return inPlaceAt(this.#database)?.writeCount ?? writeWatchAt(this.#database)?.mark ?? null;
  }
}
