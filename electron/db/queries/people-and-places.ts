import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** A computer of the source. */
export interface ComputerRow {
  computerId: number;
  uuid: string;
  label: string;
  hostname: string;
}

/** A user of the source. */
export interface UserRow {
  userId: number;
  email: string;
}

/** Computers and users of one open source; both tables are small. */
export const preparePeopleAndPlaces = preparedOnce((db) => {
  const computers = db.prepare<[], { [K in keyof ComputerRow]: unknown } & { computerId: number }>(
    "SELECT id AS computerId, uuid, label, hostname FROM db_dbcomputer ORDER BY uuid, id",
  );
  const users = db.prepare<[], { userId: number; email: unknown }>(
    "SELECT id AS userId, email FROM db_dbuser ORDER BY email, id",
  );
  const computerOf = db.prepare<[{ nodeId: number }], { label: unknown; hostname: unknown }>(
    `SELECT computer.label AS label, computer.hostname AS hostname
     FROM db_dbnode AS node JOIN db_dbcomputer AS computer ON computer.id = node.dbcomputer_id
     WHERE node.id = @nodeId`,
  );
  return {
    /** All computers, sorted by UUID. */
    computers: (): ComputerRow[] =>
      computers.all().map((raw) => ({
        computerId: raw.computerId,
        uuid: text(raw.uuid),
        label: text(raw.label),
        hostname: text(raw.hostname),
      })),
    /** All users, sorted by e-mail. */
    users: (): UserRow[] => users.all().map((raw) => ({ userId: raw.userId, email: text(raw.email) })),
    /** The computer of a node. */
    computerOfNode: (nodeId: number): { label: string; hostname: string } | null => {
      const raw = computerOf.get({ nodeId });
      return raw ? { label: text(raw.label), hostname: text(raw.hostname) } : null;
    },
  };
});
