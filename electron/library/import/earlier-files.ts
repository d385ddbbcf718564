import type { ExportRow } from "../../db/queries/export-rows.ts";
import type { ImportWrites } from "../../db/queries/import-writes.ts";
import type { LibraryRows, LibraryTable, StoredLink } from "../../db/queries/library-rows.ts";

/** Characters of extras that are kept of the files before; what is beyond counts as having none. */
const MOST_EXTRAS = 64 * 1024 * 1024;
const EXTRAS_COLUMN = 9;

/** Rows that files would bring, by what later ones look up. */
class BroughtRows {
  readonly ids = new Map<LibraryTable, Map<string, number>>(); // by UUID
  readonly users = new Map<string, number>();
  readonly authinfos = new Set<string>();
  readonly labels = { db_dbcomputer: new Set<string>(), db_dbgroup: new Set<string>() };
  readonly groups: [id: number, uuid: string, label: string][] = [];
  readonly links = new Map<string, StoredLink[]>(); // by type and node, at both ends
  readonly extras = new Map<number, string>();
  readonly comments = new Map<number, [content: string, mtime: string]>();
  readonly highest = new Map<LibraryTable, number>();
  readonly files = new Set<string>();

  raise(table: LibraryTable, id: number): void {
    if (id > (this.highest.get(table) ?? 0)) this.highest.set(table, id);
  }
}

/**
 * What the files before would have brought into the store, so that a dry run of several files counts each as the import
 * will: beside what the store has and what those before it bring. Memory: some 100 bytes for each new row, and extras.
 */
export class EarlierFiles {
  readonly #known = new BroughtRows();
  #staged = new BroughtRows();
  #extrasLength = 0;

  /** Try the next file: what it brings counts only once it is kept. */
  begin(): void {
    this.#staged = new BroughtRows();
  }

  /** The file that was tried can be imported: the next ones are compared with it too. */
  keep(): void {
    const staged = this.#staged;
    for (const [table, ids] of staged.ids)
      for (const [uuid, id] of ids) idsOf(this.#known, table).set(uuid, id);
    for (const [email, id] of staged.users) this.#known.users.set(email, id);
    for (const pair of staged.authinfos) this.#known.authinfos.add(pair);
    for (const table of ["db_dbcomputer", "db_dbgroup"] as const)
      for (const label of staged.labels[table]) this.#known.labels[table].add(label);
    this.#known.groups.push(...staged.groups);
    for (const [at, links] of staged.links) for (const link of links) addTo(this.#known.links, at, link);
    for (const [id, comment] of staged.comments) this.#known.comments.set(id, comment);
    for (const [table, id] of staged.highest) this.#known.raise(table, id);
    for (const key of staged.files) this.#known.files.add(key);
    for (const [id, text] of staged.extras) {
      this.#extrasLength += text.length;
      if (this.#extrasLength < MOST_EXTRAS) this.#known.extras.set(id, text);
    }
    this.begin();
  }

  /** True if a file before brings the contents with this key. */
  hasFile(key: string): boolean {
    return this.#known.files.has(key);
  }

  /** This file brings the contents with these keys. */
  bringFiles(keys: Iterable<string>): void {
    for (const key of keys) this.#staged.files.add(key);
  }

  /** Note what would be written; nothing is. */
  writes(): ImportWrites {
    return {
      row: (table, row) => void this.#bring(table, row),
      link: (id, source, target, label, type) => {
        this.#staged.raise("db_dblink", id);
        const link: StoredLink = [source, target, label];
        addTo(this.#staged.links, `${type} ${source}`, link);
        if (target !== source) addTo(this.#staged.links, `${type} ${target}`, link);
      },
      membership: () => undefined, // nobody counts them
      flush: () => undefined,
      dropIndexes: () => [],
      makeIndex: () => undefined,
    };
  }

  #bring(table: Parameters<ImportWrites["row"]>[0], row: ExportRow): void {
    const staged = this.#staged;
    const [id, unique, third] = row as [number, string, string];
    staged.raise(table, id);
    if (table === "db_dbuser") staged.users.set(unique, id);
    else if (table === "db_dbauthinfo") staged.authinfos.add(`${row[1]} ${row[2]}`);
    else idsOf(staged, table).set(unique, id);
    if (table === "db_dbcomputer" || table === "db_dbgroup") staged.labels[table].add(third);
    if (table === "db_dbgroup") staged.groups.push([id, unique, third]);
    if (table === "db_dbcomment") staged.comments.set(id, [row[6] as string, row[4] as string]);
    if (table === "db_dbnode" && row[EXTRAS_COLUMN] !== "{}")
      staged.extras.set(id, row[EXTRAS_COLUMN] as string);
  }

  /** The store as it would be with the files before. */
  over(store: LibraryRows): LibraryRows {
    const known = this.#known;
    const idsByUuid: LibraryRows["idsByUuid"] = (table, uuids) => {
      const own = known.ids.get(table);
      const found = store.idsByUuid(table, uuids);
      if (own)
        for (const uuid of uuids) {
          const id = own.get(uuid);
          if (id !== undefined) found.push([uuid, id]);
        }
      return found;
    };
    return {
      ...store,
      idsByUuid,
      rowsBetween: idsByUuid,
      uuidsBetween: () => null, // those of the files before are in no order
      users: () => [...store.users(), ...known.users],
      labels: (table) => [...store.labels(table), ...known.labels[table]],
      hasAuthinfo: (user, computer) =>
        known.authinfos.has(`${user} ${computer}`) || store.hasAuthinfo(user, computer),
      extras: (nodeIds) => {
        const found = new Map(store.extras(nodeIds));
        for (const id of nodeIds) {
          const text = known.extras.get(id);
          if (text !== undefined) found.set(id, text);
        }
        return [...found];
      },
      setExtras: (nodeId, text) => void this.#staged.extras.set(nodeId, text),
      comment: (id) => known.comments.get(id) ?? store.comment(id),
      setComment: (id, content, mtime) => void this.#staged.comments.set(id, [content, mtime]),
      linksAt: (nodeIds, type) => {
        const found = store.linksAt(nodeIds, type);
        for (const id of nodeIds) found.push(...(known.links.get(`${type} ${id}`) ?? []));
        return found;
      },
      linksOf: function* (type) {
        yield* store.linksOf(type);
        for (const [at, links] of known.links) if (at.startsWith(`${type} `)) yield* links;
      },
      groups: () => [...store.groups(), ...known.groups],
      nextId: (table) => Math.max(store.nextId(table), (known.highest.get(table) ?? 0) + 1),
    };
  }
}

function idsOf(rows: BroughtRows, table: LibraryTable): Map<string, number> {
  let ids = rows.ids.get(table);
  if (!ids) rows.ids.set(table, (ids = new Map()));
  return ids;
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
