import { memberText, topMembers } from "../../shared/json/json-members.ts";
import type { LinkedNode } from "../../shared/model/link.ts";
import type { NodeRow } from "../../shared/model/node.ts";
import { bounded, isBounded, requireBounded } from "./bounded-text.ts";

/**
 * SQL pieces and readers that every query of nodes shares. Archives come from strangers and from many versions: any
 * column may be NULL, a number or a blob, and a JSON column may hold anything.
 */

const IS_PROCESS = "substr(node.node_type, 1, 8) = 'process.'";
const IS_READ = `${IS_PROCESS} AND ${isBounded("node.attributes")} AND json_valid(node.attributes, 2)`;

/** Columns that say what a process node is doing, out of its attributes; NULL for other nodes. */
export const PROCESS_COLUMNS = `
  CASE WHEN ${IS_READ} THEN json_extract(node.attributes, '$.process_state') END AS processState,
  CASE WHEN ${IS_READ} THEN json_extract(node.attributes, '$.exit_status') END AS exitStatus,
  CASE WHEN ${IS_READ} THEN json_extract(node.attributes, '$.process_label') END AS processLabel,
  CASE WHEN ${IS_PROCESS} AND ${isBounded("node.attributes")} AND NOT json_valid(node.attributes, 2)
    THEN CAST(node.attributes AS TEXT)
    WHEN ${IS_PROCESS} AND NOT ${isBounded("node.attributes")} THEN ${bounded("node.attributes")}
    END AS unreadAttributes`;

/** What those columns come back as. */
export interface ProcessColumns {
  processState: unknown;
  exitStatus: unknown;
  processLabel: unknown;
  /** Attributes that SQLite's parser refuses (nested deeper than 1,000 levels, say): read here instead. */
  unreadAttributes: string | Buffer | null;
}

/** What a process node says of itself; all null for other nodes. */
export interface ProcessFacts {
  processState: string | null;
  exitStatus: number | null;
  processLabel: string | null;
}

/** Read the process columns, from the attributes' text where SQLite could not. */
export function readProcessFacts(columns: ProcessColumns): ProcessFacts {
  const unreadAttributes = optionalText(columns.unreadAttributes);
  if (unreadAttributes === null) {
    return {
      processState: optionalText(columns.processState),
      exitStatus: typeof columns.exitStatus === "number" ? columns.exitStatus : null,
      processLabel: optionalText(columns.processLabel),
    };
  }
  const exitStatus = plainMember(unreadAttributes, "exit_status");
  return {
    processState: optionalText(plainMember(unreadAttributes, "process_state")),
    exitStatus: typeof exitStatus === "number" ? exitStatus : null,
    processLabel: optionalText(plainMember(unreadAttributes, "process_label")),
  };
}

/** A top-level member of a JSON text when it is a string, number or boolean; else null. Never throws. */
export function plainMember(text: string, key: string): string | number | boolean | null {
  const member = memberText(text, key);
  if (member === null || /^[[{]/.test(member)) return null;
  if (member === "NaN" || member.endsWith("Infinity")) return null;
  return JSON.parse(member) as string | number | boolean | null;
}

/** All plain top-level members of a JSON text by key; containers as their verbatim text. Empty when malformed. */
export function memberTexts(text: string): Map<string, string> {
  const top = topMembers(text);
  return new Map(
    top.ok ? top.members.map((member) => [member.key, text.slice(member.start, member.end)]) : [],
  );
}

/** A text column: NULL becomes empty, anything else its text. */
export function text(value: unknown): string {
  return optionalText(value) ?? "";
}

/** A text column that may be absent. */
export function optionalText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (!Buffer.isBuffer(value)) return String(value);
  requireBounded(value);
  return value.toString("utf8");
}

/** A stored JSON column: SQL NULL and the text `null` both mean an absent value. */
export function jsonColumn(value: unknown): string {
  const stored = text(value);
  return stored === "" || stored === "null" ? "{}" : stored;
}

/** Columns of a node row; joins `user` and `computer`. */
export const NODE_ROW_COLUMNS = `
  node.id AS nodeId, ${bounded("node.uuid")} AS uuid, ${bounded("node.node_type")} AS nodeType,
  ${bounded("node.process_type")} AS processType, ${bounded("node.label")} AS label,
  ${bounded("node.description")} AS description, ${bounded("node.ctime")} AS ctime, ${bounded("node.mtime")} AS mtime,
  ${bounded("user.email")} AS user, ${bounded("computer.label")} AS computer, ${PROCESS_COLUMNS}`;

/** What a node row joins to `db_dbnode AS node`. */
export const NODE_ROW_JOINS = `
  LEFT JOIN db_dbuser AS user ON user.id = node.user_id
  LEFT JOIN db_dbcomputer AS computer ON computer.id = node.dbcomputer_id`;

/** A node as SQLite gives it, not yet read: a column may hold any type. */
export interface RawNodeRow extends ProcessColumns {
  nodeId: number;
  uuid: unknown;
  nodeType: unknown;
  processType: unknown;
  label: unknown;
  description: unknown;
  ctime: unknown;
  mtime: unknown;
  user: unknown;
  computer: unknown;
}

/** A node row as the model has it: times verbatim, NULL text empty. */
export function readNodeRow(raw: RawNodeRow): NodeRow {
  return {
    nodeId: raw.nodeId,
    uuid: text(raw.uuid),
    nodeType: text(raw.nodeType),
    processType: optionalText(raw.processType),
    label: text(raw.label),
    description: text(raw.description),
    ctime: text(raw.ctime),
    mtime: text(raw.mtime),
    user: text(raw.user),
    computer: optionalText(raw.computer),
    ...readProcessFacts(raw),
  };
}

/** Columns of a link with the node at its far end; joins `link` and `node`. */
export const LINKED_NODE_COLUMNS = `
  link.id AS linkId, ${bounded("link.type")} AS linkType, ${bounded("link.label")} AS linkLabel,
  node.id AS nodeId, ${bounded("node.uuid")} AS uuid, ${bounded("node.node_type")} AS nodeType,
  ${bounded("node.label")} AS nodeLabel, ${PROCESS_COLUMNS}`;

/** A link with the node at its far end as SQLite gives it, not yet read. */
export interface RawLinkedNode extends ProcessColumns {
  linkId: number;
  linkType: unknown;
  linkLabel: unknown;
  nodeId: number;
  uuid: unknown;
  nodeType: unknown;
  nodeLabel: unknown;
}

/** A link with the node at its far end, as the model has it. */
export function readLinkedNode(raw: RawLinkedNode): LinkedNode {
  return {
    linkId: raw.linkId,
    linkType: text(raw.linkType),
    linkLabel: text(raw.linkLabel),
    nodeId: raw.nodeId,
    uuid: text(raw.uuid),
    nodeType: text(raw.nodeType),
    nodeLabel: text(raw.nodeLabel),
    ...readProcessFacts(raw),
  };
}
