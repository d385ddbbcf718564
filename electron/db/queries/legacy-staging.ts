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

/** Larger texts are not read many at once. */
const SLICED_BYTES = 64 * 1024;

/** Statements that put parts of `data.json` where they wait, and take them out again. */
export function prepareStaging(db: Database) {
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
  const count = each((name) => db.prepare<[], number>(`SELECT count(*) FROM staged."${name}"`).pluck());
  const addLink = db.prepare<[string, string, string, string | null]>(
    "INSERT INTO staged.link (source, target, label, type) VALUES (?, ?, ?, ?)",
  );
  const addOwner = db
    .prepare<[string], [id: number, round: number]>(
      "INSERT INTO staged.owner (uuid, round) VALUES (?, 0) ON CONFLICT (uuid) DO UPDATE SET round = round + 1 RETURNING id, round",
    )
    .raw();
  const addMember = db.prepare<[number, number, string | null]>(
    "INSERT INTO staged.member (owner, round, node) VALUES (?, ?, ?)",
  );
  return {
    /** Keep the JSON text of a row or value; a later one of the same id takes its place. */
    stage: (name: Staged, pk: number, bytes: Buffer) => void add[name].run(pk, bytes),
    /** Forget all that was kept under this name. */
    clear: (name: Staged) => void clear[name].run(),
    stageLink: (source: string, target: string, label: string, type: string | null) =>
      void addLink.run(source, target, label, type),
    clearLinks: () => void db.exec("DELETE FROM staged.link"),
    /** A group's list of members begins; one that it had before is void. Returns what adds a member. */
    stageGroup: (group: string): ((node: string | null) => void) => {
      const [id, round] = addOwner.get(group)!;
      return (node) => void addMember.run(id, round, node);
    },
    clearGroups: () => void db.exec("DELETE FROM staged.member; DELETE FROM staged.owner"),
    /** The next rows behind an id, by id; null for a text above 64 KiB, which is to be asked for by itself. */
    slice: (name: Staged, after: number, most: number) => slice[name].all(after, most),
    has: (name: Staged, pk: number): boolean => has[name].get(pk) === 1,
    text: (name: Staged, pk: number): string | null => text[name].get(pk) ?? null,
    count: (name: Staged | "link" | "member"): number =>
      name === "link" || name === "member"
        ? db.prepare<[], number>(`SELECT count(*) FROM staged.${name}`).pluck().get()!
        : count[name].get()!,
  };
}
