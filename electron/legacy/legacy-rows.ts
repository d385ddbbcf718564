import type { Source } from "../archive/source.ts";
import { columnsOf } from "../db/archive-schema.ts";
import {
  type Cell,
  type LegacyTable,
  type LegacyTables,
  prepareLegacyRows,
  prepareStagedNode,
} from "../db/queries/legacy-rows.ts";
import type { BrokenReference, Reference } from "../db/queries/legacy-references.ts";
import { prepareStaging, type Waiting } from "../db/queries/legacy-staging.ts";
import { HeldRows } from "./held-rows.ts";

/** What is read of a `data.json` waits in memory up to here, and above in a nameless temporary file. */
const MOST_HELD_BYTES = 128 * 1024 ** 2;

const [ID, UUID, TYPE, ATTRIBUTES, EXTRAS] = ["id", "uuid", "node_type", "attributes", "extras"].map(
  (column) => columnsOf("db_dbnode").indexOf(column),
) as [number, number, number, number, number];
const [OWNER, COMPUTER] = ["user_id", "dbcomputer_id"].map((column) =>
  columnsOf("db_dbnode").indexOf(column),
) as [number, number];
const GROUP_UUID = columnsOf("db_dbgroup").indexOf("uuid");

/** Users and computers that are remembered: archives have a handful. */
const MOST_REMEMBERED = 10_000;

export interface LegacyRowsOptions {
  /** Whether columns may be null that AiiDA's step to `main_0001` fills. */
  mayBeNull: boolean;
  /** Default 128 MiB. */
  mostHeldBytes?: number | undefined;
}

/** Whether all rows of a table that were referred to had been added before. */
class Referred {
  readonly #ids = new Set<number>();
  #areSure = true;

  /** False when some may not have been: they were not, or there are too many to remember. */
  get areSure(): boolean {
    return this.#areSure;
  }

  added(id: number): void {
    if (this.#ids.size < MOST_REMEMBERED) this.#ids.add(id);
  }

  referred(id: Cell): void {
    if (id !== null && !this.#ids.has(Number(id))) this.#areSure = false;
  }
}

/** Where what is read of a `data.json` waits, and the tables that are filled with it. */
export class LegacyRows {
  readonly tables: LegacyTables;
  readonly #db: Source["db"];
  readonly #mostHeldBytes: number;
  #held: HeldRows | null = new HeldRows();
  #areNodesNoted = false;
  readonly #users = new Referred();
  readonly #computers = new Referred();
  #staged: { waiting: Waiting; addNode: ReturnType<typeof prepareStagedNode> } | null = null;

  /** Makes the tables in an empty database; as `prepareLegacyRows`. */
  constructor(db: Source["db"], { mayBeNull, mostHeldBytes = MOST_HELD_BYTES }: LegacyRowsOptions) {
    this.#db = db;
    this.#mostHeldBytes = mostHeldBytes;
    this.tables = prepareLegacyRows(db, { mayBeNull });
  }

  /** What waits; another one after `boundMemory`. */
  get waiting(): Waiting {
    return (this.#held ?? this.#staged?.waiting)!;
  }

  /** Bytes of a `data.json` in which rows come, as they have to be while these wait: in memory of their own as long as they wait there. */
  kept(chunk: Buffer): Buffer {
    return this.#held === null ? chunk : Buffer.from(chunk);
  }

  /** To be called now and then while rows come in: when they take too much memory, they go to a file from now on. */
  boundMemory(): void {
    if (this.#held === null || this.#held.bytes <= this.#mostHeldBytes) return;
    this.#staged = { waiting: prepareStaging(this.#db), addNode: prepareStagedNode(this.#db) };
    this.#held.pour(this.#staged.waiting);
    this.#held = null;
  }

  /** Nothing that waits is asked for any more: its memory is free. */
  forget(): void {
    this.#held = null;
  }

  /**
   * Note a node's id by its UUID before it is added, for versions whose links ask for nothing else; those that are added are not noted
   * any more. False where rows no longer wait in memory, and links find nodes that were added only.
   */
  noteNode(id: number, uuid: string): boolean {
    if (this.#held === null) return false;
    this.#areNodesNoted = true;
    this.#held.noteNode(id, uuid, "");
    return true;
  }

  /** Those nodes count that were added, whatever `noteNode` noted. */
  noteAddedNodes(): void {
    this.#held?.forgetNodes();
    for (const [id, uuid] of this.tables.addedNodes()) this.#held?.noteNode(id, uuid, "");
  }

  /** Add a node; attributes and extras that are null are those that wait under its id, else `{}`. False when its id or UUID is taken. */
  addNode(row: readonly Cell[]): boolean {
    this.#users.referred(row[OWNER]!);
    this.#computers.referred(row[COMPUTER]!);
    if (this.#held === null) return this.#staged!.addNode(row);
    const id = row[ID] as number;
    const whole: (Cell | Buffer)[] = [...row];
    whole[ATTRIBUTES] ??= this.#held.bytesOf("attributes", id);
    whole[EXTRAS] ??= this.#held.bytesOf("extras", id);
    const isAdded = this.tables.addNode(whole);
    if (isAdded && !this.#areNodesNoted) this.#held.noteNode(id, String(row[UUID]), String(row[TYPE]));
    return isAdded;
  }

  /** Add another row, its values in the order of today's columns; false when its id or a unique value is taken. */
  add(table: Exclude<LegacyTable, "db_dbnode">, row: readonly Cell[]): boolean {
    const isAdded = this.tables.add(table, row);
    if (!isAdded) return false;
    if (table === "db_dbgroup") this.#held?.noteGroup(Number(row[0]), String(row[GROUP_UUID]));
    else if (table === "db_dbuser") this.#users.added(Number(row[0]));
    else if (table === "db_dbcomputer") this.#computers.added(Number(row[0]));
    return true;
  }

  /** Rows whose reference leads nowhere: how many, and the first ones. */
  broken(reference: Reference, most: number): { count: number; first: BrokenReference[] } {
    // These columns lie behind all that a node has, which SQLite would read through for every node.
    const areSure =
      (reference === "nodeOwner" && this.#users.areSure) ||
      (reference === "nodeComputer" && this.#computers.areSure);
    return areSure ? { count: 0, first: [] } : this.tables.broken(reference, most);
  }
}
