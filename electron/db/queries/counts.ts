import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** Rows of each table of a source; `links` counts dangling ones too. */
export interface TableCounts {
  nodes: number;
  links: number;
  groups: number;
  computers: number;
  users: number;
  comments: number;
  logs: number;
  authinfos: number;
}

/** Counts over one open source. */
export const prepareCountQueries = preparedOnce((db) => {
  const tables = db.prepare<[], TableCounts>(`
    SELECT (SELECT count(*) FROM db_dbnode) AS nodes, (SELECT count(*) FROM db_dblink) AS links,
      (SELECT count(*) FROM db_dbgroup) AS groups, (SELECT count(*) FROM db_dbcomputer) AS computers,
      (SELECT count(*) FROM db_dbuser) AS users, (SELECT count(*) FROM db_dbcomment) AS comments,
      (SELECT count(*) FROM db_dblog) AS logs, (SELECT count(*) FROM db_dbauthinfo) AS authinfos`);
  const linkTypes = db.prepare<[], { type: unknown; count: number }>(
    "SELECT type, count(*) AS count FROM db_dblink GROUP BY type ORDER BY type",
  );
  const times = db.prepare<[], { first: unknown; last: unknown }>(
    "SELECT (SELECT min(ctime) FROM db_dbnode) AS first, (SELECT max(ctime) FROM db_dbnode) AS last",
  );
  // One step in an index each.
  const last = db
    .prepare<[], unknown[]>(
      `SELECT (SELECT max(id) FROM db_dbnode), (SELECT max(mtime) FROM db_dbnode), (SELECT max(id) FROM db_dblink),
        (SELECT max(id) FROM db_dbgroup), (SELECT max(id) FROM db_dbgroup_dbnodes), (SELECT max(id) FROM db_dbcomment),
        (SELECT max(id) FROM db_dblog)`,
    )
    .raw();
  return {
    tables: (): TableCounts => tables.get()!,
    /** The last ids and the last time of change, as a text: another one where rows came or nodes were changed. */
    lastRows: (): string => JSON.stringify(last.get()),
    /** Links by type, types in code-unit order. */
    linkTypes: (): Map<string, number> =>
      new Map(linkTypes.all().map(({ type, count }) => [text(type), count])),
    /** Creation of the first and the last node, verbatim; null without nodes. */
    nodeTimes: (): { first: string | null; last: string | null } => {
      const { first, last } = times.get()!;
      return { first: first === null ? null : text(first), last: last === null ? null : text(last) };
    },
  };
});
