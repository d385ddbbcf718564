import path from "node:path";
import type { Source } from "../../archive/source.ts";
import type { Matched } from "../../library/import/compare-aside.ts";
import type { MatchedNodes } from "../../library/import/differences.ts";
import { inPlaceAt } from "../../store/in-place.ts";
import { STORE_DATABASE } from "../../store/store-checks.ts";

interface Matching {
  nodes: MatchedNodes;
  writeCount: number;
}

/** A preview of a file that has not ended. */
interface UnderWay {
  /** Resolves as soon as it knows which nodes are which; to null when it never will, or somebody wrote meanwhile. */
  matched: Promise<Matched | null>;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
}

/** Hears which node of the library each node of a source is. */
type Tell = (source: Source, nodes: MatchedNodes) => void;

/**
 * Which node of the library each node of a file is, as a preview found it: the comparison of both would find out the same
 * once more. It holds as long as nobody writes to the library and the file stays open.
 */
export class Matchings {
  /** Of the library. */
  readonly database: string;
  readonly #known = new WeakMap<Source, Matching>();
  readonly #underWay = new Map<string, UnderWay>();

  /** For the library in this folder. Nothing is kept of one that is not read in place: who wrote to it is not known. */
  constructor(folder: string) {
    this.database = path.join(folder, STORE_DATABASE);
  }

  /** Run the preview of all of a file, which tells what it matched, and keep that unless somebody wrote meanwhile. */
  keeping<T>(file: string, preview: (matched: Tell) => Promise<T>): Promise<T> {
    const before = this.#writeCount();
    const holds = () => before !== null && before === this.#writeCount();
    let tell: (matched: Matched | null) => void = () => undefined;
    const matched = new Promise<Matched | null>((resolve) => (tell = resolve));
    const work = async () => {
      const found: Pick<Matched, "source" | "nodes">[] = [];
      try {
        const result = await preview((source, nodes) => {
          found.push({ source, nodes });
          tell(holds() ? { source, nodes, holds } : null);
        });
        const last = found.at(-1);
        if (last && before !== null && holds())
          this.#known.set(last.source, { nodes: last.nodes, writeCount: before });
        return result;
      } finally {
        if (this.#underWay.get(file) === underWay) this.#underWay.delete(file);
        tell(null);
      }
    };
    const running = work();
    const end = () => undefined;
    const underWay = { matched, ended: running.then(end, end) };
    this.#underWay.set(file, underWay);
    return running;
  }

  /** The preview of all of a file that is under way; null where none is. */
  underWay(file: string): UnderWay | null {
    return this.#underWay.get(file) ?? null;
  }

  /** What is known of all of a file. Ask after the state of the library was taken that it is to hold for. */
  of(source: Source): MatchedNodes | undefined {
    const known = this.#known.get(source);
    return known && known.writeCount === this.#writeCount() ? known.nodes : undefined;
  }

  #writeCount(): number | null {
    return inPlaceAt(this.database)?.writeCount ?? null;
  }
}
