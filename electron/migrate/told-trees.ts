import type { LegacyFileTables } from "../db/queries/legacy-files.ts";
import { treeOf } from "../legacy/hash-files.ts";
import type { LegacyEntry } from "../legacy/legacy-archive.ts";
import type { TreeRow } from "../legacy/repository-json.ts";

/** What is told of the files of some nodes, in the order in which these lie in their archive. */
export interface TreesOfNodes {
  uuids: string[];
  /** The text of each one's `repository_metadata`. */
  trees: string[];
  /** Bytes of files that were read since the last time. */
  bytesRead: number;
}

/** Few messages, the first ones soon. */
const TOLD_NODES = 256;
const TOLD_BYTES = 8 * 1024 * 1024;

/** Tells the trees of nodes whose files lie together, node by node (`node-order.ts`), and keeps in mind which contents there were. */
export class ToldTrees implements Pick<LegacyFileTables, "addFile" | "addFolder"> {
  readonly #tell: (trees: TreesOfNodes) => void;
  readonly #known = new Set<string>();
  #told: TreesOfNodes = { uuids: [], trees: [], bytesRead: 0 };
  #uuid: string | null = null;
  #rows: TreeRow[] = [];

  constructor(tell: (trees: TreesOfNodes) => void) {
    this.#tell = tell;
  }

  /** As `LegacyFileTables.addFile`. `archive/limit` for more files than a node may have, when the next node begins. */
  addFile(uuid: string, path: string, key: string): boolean {
    this.#rowsOf(uuid).push({ path, key });
    const before = this.#known.size;
    return this.#known.add(key).size > before;
  }

  addFolder(uuid: string, path: string): void {
    this.#rowsOf(uuid).push({ path, key: null });
  }

  /** An entry has been read, or is damaged: then its node has a tree without it. */
  next({ uuid, isFolder, size }: LegacyEntry): void {
    this.#rowsOf(uuid);
    if (!isFolder) this.#told.bytesRead += size;
    if (this.#told.uuids.length >= TOLD_NODES || this.#told.bytesRead >= TOLD_BYTES) this.#send();
  }

  /** All entries have been read. */
  end(): void {
    this.#endNode();
    this.#send();
  }

  #rowsOf(uuid: string): TreeRow[] {
    if (uuid === this.#uuid) return this.#rows;
    this.#endNode();
    this.#uuid = uuid;
    return this.#rows;
  }

  #endNode(): void {
    if (this.#uuid === null) return;
    this.#told.uuids.push(this.#uuid);
    this.#told.trees.push(treeOf(this.#rows));
    this.#uuid = null;
    this.#rows = [];
  }

  #send(): void {
    this.#tell(this.#told);
    this.#told = { uuids: [], trees: [], bytesRead: 0 };
  }
}
