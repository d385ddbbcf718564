import type { Database } from "better-sqlite3";

/** A row that refers to one that is not there. */
export type BrokenReference = [id: number, referred: number];

/** What a row of a table refers to. */
const REFERENCES = {
  nodeOwner: ["db_dbnode", "user_id", "db_dbuser"],
  nodeComputer: ["db_dbnode", "dbcomputer_id", "db_dbcomputer"],
  groupOwner: ["db_dbgroup", "user_id", "db_dbuser"],
  commentOwner: ["db_dbcomment", "user_id", "db_dbuser"],
  commentNode: ["db_dbcomment", "dbnode_id", "db_dbnode"],
  logNode: ["db_dblog", "dbnode_id", "db_dbnode"],
} as const;
export type Reference = keyof typeof REFERENCES;

/** Statements that look for what refers to something that is not there, and settle it. */
export function prepareSettling(db: Database) {
  const isBroken = (reference: Reference) => {
    const [table, column, to] = REFERENCES[reference];
    return `FROM main.${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM main.${to})`;
  };
  return {
    /** Rows whose reference leads nowhere: how many, and the first ones. */
    broken: (reference: Reference, most: number) => {
      const [, column] = REFERENCES[reference];
      const total = db
        .prepare<[], number>(`SELECT count(*) ${isBroken(reference)}`)
        .pluck()
        .get()!;
      const first =
        total === 0
          ? []
          : db
              .prepare<[number], BrokenReference>(
                `SELECT id, ${column} ${isBroken(reference)} ORDER BY id LIMIT ?`,
              )
              .raw()
              .all(most);
      return { count: total, first };
    },
    /** Take the rows out whose reference leads nowhere. */
    dropBroken: (reference: Reference) => void db.exec(`DELETE ${isBroken(reference)}`),
    /** Make a reference that leads nowhere null. */
    clearBroken: (reference: Reference) => {
      const [table, column] = REFERENCES[reference];
      db.exec(`UPDATE main.${table} SET ${column} = NULL WHERE id IN (SELECT id ${isBroken(reference)})`);
    },
  };
}
