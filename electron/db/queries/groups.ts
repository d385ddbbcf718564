import { AppError } from "../../../shared/ipc/errors.ts";
import { bounded } from "../bounded-text.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** A group as listed: `nodes` counts those of its members that the source holds. */
export interface GroupRow {
  groupId: number;
  uuid: string;
  label: string;
  typeString: string;
  description: string;
  nodes: number;
}

type RawGroup = { [K in keyof GroupRow]: unknown } & { groupId: number; nodes: number };

const GROUP_COLUMNS = `grp.id AS groupId, grp.uuid AS uuid, ${bounded("grp.label")} AS label,
  ${bounded("grp.type_string")} AS typeString, ${bounded("grp.description")} AS description`;

const MEMBER_COUNT = `(SELECT count(DISTINCT member.dbnode_id) FROM db_dbgroup_dbnodes AS member
  JOIN db_dbnode AS node ON node.id = member.dbnode_id WHERE member.dbgroup_id = grp.id)`;

/** Group queries over one open source. */
export const prepareGroupQueries = preparedOnce((db) => {
  const all = db.prepare<[], RawGroup>(
    `SELECT ${GROUP_COLUMNS}, ${MEMBER_COUNT} AS nodes FROM db_dbgroup AS grp ORDER BY grp.uuid, grp.id`,
  );
  const names = db.prepare<[], Omit<RawGroup, "nodes">>(
    `SELECT ${GROUP_COLUMNS} FROM db_dbgroup AS grp ORDER BY grp.uuid, grp.id`,
  );
  const ofNode = db.prepare<[{ nodeId: number; limit: number }], Omit<RawGroup, "nodes">>(
    `SELECT DISTINCT ${GROUP_COLUMNS}
     FROM db_dbgroup_dbnodes AS member JOIN db_dbgroup AS grp ON grp.id = member.dbgroup_id
     WHERE member.dbnode_id = @nodeId ORDER BY grp.uuid, grp.id LIMIT @limit`,
  );
  const countOfNode = db
    .prepare<[{ nodeId: number }], number>(
      `SELECT count(DISTINCT grp.id) FROM db_dbgroup_dbnodes AS member
       JOIN db_dbgroup AS grp ON grp.id = member.dbgroup_id WHERE member.dbnode_id = @nodeId`,
    )
    .pluck();
  const members = db
    .prepare<[{ groupId: number }], number>(
      `SELECT DISTINCT node.id FROM db_dbgroup_dbnodes AS member JOIN db_dbnode AS node ON node.id = member.dbnode_id
       WHERE member.dbgroup_id = @groupId ORDER BY node.id`,
    )
    .pluck();
  const exists = db
    .prepare<[{ groupId: number }], number>("SELECT 1 FROM db_dbgroup WHERE id = @groupId")
    .pluck();

  return {
    /** All groups with their sizes, sorted by UUID. One index lookup a member. */
    all: (): GroupRow[] => all.all().map(readGroup),
    /** All groups, sorted by UUID; their `nodes` are not counted. */
    names: (): Omit<GroupRow, "nodes">[] => names.all().map(uncounted),
    /** Groups that hold this node, sorted by UUID; their `nodes` are not counted. */
    ofNode: (nodeId: number, limit: number): Omit<GroupRow, "nodes">[] =>
      ofNode.all({ nodeId, limit }).map(uncounted),
    countOfNode: (nodeId: number): number => countOfNode.get({ nodeId }) ?? 0,
    /** Members that the source holds, ascending by id; null when there is no such group. */
    memberIds: (groupId: number): number[] | null =>
      exists.get({ groupId }) ? members.all({ groupId }) : null,
  };
});

function readGroup(raw: RawGroup): GroupRow {
  return { ...uncounted(raw), nodes: raw.nodes };
}

function uncounted(raw: Omit<RawGroup, "nodes">): Omit<GroupRow, "nodes"> {
  return {
    groupId: exactId(raw.groupId),
    uuid: text(raw.uuid),
    label: text(raw.label),
    typeString: text(raw.typeString),
    description: text(raw.description),
  };
}

/** @throws AppError `archive/limit` for an id that JavaScript does not hold: what asks for its members would ask for another's. */
function exactId(id: number): number {
  if (Number.isSafeInteger(id)) return id;
  const limit = Number.MAX_SAFE_INTEGER;
  throw new AppError(
    "archive/limit",
    `The archive numbers a group about ${id}, and Stemma reads ids of groups up to ${limit}. Import it into an AiiDA profile and export it again: that gives new ids.`,
    { what: "group", id, limit },
  );
}
