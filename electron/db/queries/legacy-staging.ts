import type { Database } from "better-sqlite3";

/** What `data.json` holds by the id of a row; it comes in any order and waits until all of it is there. */
export const STAGED = [
  "User",
  "Computer",
  "Group",
  "Node",
  "Log",
  "Comment",
  "attributes",
  "attributesConversion",
  "extras",
  "extrasConversion",
] as const;
export type Staged = (typeof STAGED)[number];

/** A link that waits, with the ids of its ends, null where a node is not there, and their former types. */
export type StagedLink = [
  sequence: number,
  source: string,
  target: string,
  label: string,
  type: string | null,
  sourceId: number | null,
  targetId: number | null,
  sourceOldType: string | null,
  targetOldType: string | null,
  targetType: string | null,
];

/** A member of a group that waits, with the ids of both, null where one is not there. */
export type StagedMember = [
  sequence: number,
  group: string,
  node: string | null,
  groupId: number | null,
  nodeId: number | null,
];

/** Where parts of `data.json` wait for each other, and are asked for. */
export interface Waiting {
  /** Keep the JSON text of a row or value, whose bytes stay as they are (`LegacyRows.kept`); a later one of the same id takes its place. */
  stage(name: Staged, pk: number, bytes: Buffer): void;
  /** Forget all that was kept under this name. */
  clear(name: Staged): void;
  stageLink(source: string, target: string, label: string, type: string | null): void;
  clearLinks(): void;
  /** A group's list of members begins; one that it had before is void. */
  beginGroup(uuid: string): void;
  /** Of the group that began last. */
  addMember(node: string | null): void;
  clearGroups(): void;
  /** The next rows behind an id, by id; null for a text above 64 KiB, which is to be asked for by itself. */
  slice(name: Staged, after: number, most: number): [pk: number, text: string | null][];
  has(name: Staged, pk: number): boolean;
  text(name: Staged, pk: number): string | null;
  count(name: Staged | "link" | "member"): number;
  /** Ids that are under one name and not under the other: how many, and the first ones. */
  lacking(what: Staged, where: Staged, most: number): { count: number; first: number[] };
  /** Remember what a node was called before 0.4: the types of links follow from it. */
  noteOldType(pk: number, type: string): void;
  /** The next links behind one, in the order of the file; the types of their ends only where asked for. */
  links(after: number, most: number, withTypes: boolean): StagedLink[];
  members(after: number, most: number): StagedMember[];
}

/** Larger texts are not read many at once. */
const SLICED_BYTES = 64 * 1024;

/**
 * Make tables in the attached database `staged` in which parts of `data.json` wait. Ends of links and groups are looked up in
 * today's tables, which have to be there.
 */
export function prepareStaging(db: Database): Waiting {
  for (const name of STAGED)
    db.exec(`CREATE TABLE staged."${name}" (pk INTEGER PRIMARY KEY, text TEXT NOT NULL)`);
  db.exec(`
    CREATE TABLE staged.oldType (pk INTEGER PRIMARY KEY, type TEXT NOT NULL);
    CREATE TABLE staged.link (sequence INTEGER PRIMARY KEY, source TEXT, target TEXT, label TEXT, type TEXT);
    CREATE TABLE staged.owner (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, round INTEGER NOT NULL);
    CREATE TABLE staged.member (sequence INTEGER PRIMARY KEY, owner INTEGER NOT NULL, round INTEGER NOT NULL, node TEXT)`);
  return { ...prepareRows(db), ...prepareLinks(db), ...prepareMembers(db) };
}

function prepareRows(db: Database) {
  const each = <T>(make: (name: Staged) => T) =>
    Object.fromEntries(STAGED.map((name) => [name, make(name)])) as Record<Staged, T>;
  const add = each((name) =>
    db.prepare<[number, Buffer]>(`INSERT OR REPLACE INTO staged."${name}" VALUES (?, CAST(? AS TEXT))`),
  );
  const clear = each((name) => db.prepare<[]>(`DELETE FROM staged."${name}"`));
  const slice = each((name) =>
    db
      .prepare<[number, number], [pk: number, text: string | null]>(
        `SELECT pk, iif(octet_length(text) > ${SLICED_BYTES}, NULL, text)
         FROM staged."${name}" WHERE pk > ? ORDER BY pk LIMIT ?`,
      )
      .raw(),
  );
  const text = each((name) =>
    db.prepare<[number], string>(`SELECT text FROM staged."${name}" WHERE pk = ?`).pluck(),
  );
  const has = each((name) => db.prepare<[number], 1>(`SELECT 1 FROM staged."${name}" WHERE pk = ?`).pluck());
  const count = (table: string) =>
    db.prepare<[], number>(`SELECT count(*) FROM staged."${table}"`).pluck().get()!;
  return {
    stage: (name: Staged, pk: number, bytes: Buffer) => void add[name].run(pk, bytes),
    clear: (name: Staged) => void clear[name].run(),
    slice: (name: Staged, after: number, most: number) => slice[name].all(after, most),
    has: (name: Staged, pk: number): boolean => has[name].get(pk) === 1,
    text: (name: Staged, pk: number): string | null => text[name].get(pk) ?? null,
    count: (name: Staged | "link" | "member"): number => count(name),
    lacking: (what: Staged, where: Staged, most: number) => {
      const missing = `FROM staged."${what}" WHERE pk NOT IN (SELECT pk FROM staged."${where}")`;
      const total = db.prepare<[], number>(`SELECT count(*) ${missing}`).pluck().get()!;
      const first = db.prepare<[number], number>(`SELECT pk ${missing} ORDER BY pk LIMIT ?`).pluck();
      return { count: total, first: total === 0 ? [] : first.all(most) };
    },
  };
}

function prepareLinks(db: Database) {
  const addLink = db.prepare<[string, string, string, string | null]>(
    "INSERT INTO staged.link (source, target, label, type) VALUES (?, ?, ?, ?)",
  );
  const oldType = db.prepare<[number, string]>("INSERT OR REPLACE INTO staged.oldType VALUES (?, ?)");
  const linksBy = (oldTypes: { columns: string; joins: string }) =>
    db
      .prepare<[number, number], StagedLink>(`
        SELECT link.sequence, link.source, link.target, link.label, link.type, source.id, target.id, ${oldTypes.columns}
        FROM staged.link AS link
        LEFT JOIN main.db_dbnode AS source ON source.uuid = link.source
        LEFT JOIN main.db_dbnode AS target ON target.uuid = link.target
        ${oldTypes.joins}
        WHERE link.sequence > ? ORDER BY link.sequence LIMIT ?`)
      .raw();
  const links = linksBy({ columns: "NULL, NULL, NULL", joins: "" });
  const linksWithTypes = linksBy({
    columns: "sourceOld.type, targetOld.type, target.node_type",
    joins: `LEFT JOIN staged.oldType AS sourceOld ON sourceOld.pk = source.id
        LEFT JOIN staged.oldType AS targetOld ON targetOld.pk = target.id`,
  });
  return {
    stageLink: (source: string, target: string, label: string, type: string | null) =>
      void addLink.run(source, target, label, type),
    clearLinks: () => void db.exec("DELETE FROM staged.link"),
    noteOldType: (pk: number, type: string) => void oldType.run(pk, type),
    links: (after: number, most: number, withTypes: boolean) =>
      (withTypes ? linksWithTypes : links).all(after, most),
  };
}

function prepareMembers(db: Database) {
  const addOwner = db
    .prepare<[string], [id: number, round: number]>(
      "INSERT INTO staged.owner (uuid, round) VALUES (?, 0) ON CONFLICT (uuid) DO UPDATE SET round = round + 1 RETURNING id, round",
    )
    .raw();
  const addMember = db.prepare<[number, number, string | null]>(
    "INSERT INTO staged.member (owner, round, node) VALUES (?, ?, ?)",
  );
  const members = db
    .prepare<[number, number], StagedMember>(`
      SELECT member.sequence, owner.uuid, member.node, owning.id, node.id
      FROM staged.member AS member
      JOIN staged.owner AS owner ON owner.id = member.owner AND owner.round = member.round
      LEFT JOIN main.db_dbgroup AS owning ON owning.uuid = owner.uuid
      LEFT JOIN main.db_dbnode AS node ON node.uuid = member.node
      WHERE member.sequence > ? ORDER BY member.sequence LIMIT ?`)
    .raw();
  let owner: [id: number, round: number] | null = null;
  return {
    beginGroup: (uuid: string) => void (owner = addOwner.get(uuid)!),
    addMember: (node: string | null) => {
      if (owner) addMember.run(...owner, node);
    },
    clearGroups: () => void db.exec("DELETE FROM staged.member; DELETE FROM staged.owner"),
    members: (after: number, most: number) => members.all(after, most),
  };
}
