import type { NodeRow } from "../../shared/model/node.ts";
import { csvCell } from "../../shared/text/escape.ts";

/** A node as the command prints it and the window saves it, in this order of keys (`docs/command.md`, "nodes"). */
export function rowAsJson(row: NodeRow) {
  return {
    pk: row.nodeId,
    uuid: row.uuid,
    nodeType: row.nodeType,
    processType: row.processType,
    label: row.label,
    description: row.description,
    ctime: row.ctime,
    mtime: row.mtime,
    processState: row.processState,
    exitStatus: row.exitStatus,
    user: row.user,
    computer: row.computer,
  };
}

const COLUMNS = [
  "pk",
  "uuid",
  "nodeType",
  "processType",
  "label",
  "description",
  "ctime",
  "mtime",
  "processState",
  "exitStatus",
  "user",
  "computer",
] as const satisfies readonly (keyof ReturnType<typeof rowAsJson>)[];

/** The heading and the lines of a table of nodes; each piece ends with its line break. */
export const csvFormat = {
  head: `${COLUMNS.join(",")}\r\n`,
  row: (row: NodeRow): string => {
    const values = rowAsJson(row);
    return `${COLUMNS.map((column) => csvCell(values[column])).join(",")}\r\n`;
  },
  tail: "",
};

/** The same as one JSON array, a node a line. */
export const jsonFormat = {
  head: "[",
  row: (row: NodeRow, isFirst: boolean): string =>
    `${isFirst ? "\n" : ",\n"}${JSON.stringify(rowAsJson(row))}`,
  tail: "\n]\n",
};
