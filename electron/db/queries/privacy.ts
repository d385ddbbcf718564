import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

// Attributes in which AiiDA's classes keep a path of the machine they ran on (aiida-core 2.9.4,
// `orm/nodes/data/remote`, `orm/nodes/data/code`, `orm/nodes/process/calculation/calcjob.py`), looked for
// only in the classes that have them: reading every node's attributes would take seconds.
const PATH_KEYS = [
  "remote_path",
  "filepath_executable",
  "remote_exec_path",
  "remote_workdir",
  "target_basepath",
  "local_executable",
];
const KEEPS_PATHS = [
  "data.core.remote.",
  "data.remote.",
  "data.core.code.",
  "data.code.",
  "process.calculation.",
]
  .map((prefix) => `(node.node_type >= '${prefix}' AND node.node_type < '${prefix.slice(0, -1)}/')`)
  .join(" OR ");

/** Queries over what an export tells about people and machines. Ids go in as one JSON array. */
export const preparePrivacyQueries = preparedOnce((db) => {
  const emails = db
    .prepare<[string], unknown>(
      "SELECT email FROM db_dbuser WHERE id IN (SELECT value FROM json_each(?)) ORDER BY email",
    )
    .pluck();
  const computers = db.prepare<[string], { label: unknown; hostname: unknown; workdir: unknown }>(`
    SELECT label, hostname, CASE WHEN json_valid(metadata, 2) THEN json_extract(metadata, '$.workdir') END AS workdir
    FROM db_dbcomputer WHERE id IN (SELECT value FROM json_each(?)) ORDER BY label, id`);
  const paths = db
    .prepare<[string], unknown[]>(`
      SELECT ${PATH_KEYS.map((key) => `json_extract(node.attributes, '$.${key}')`).join(", ")}
      FROM db_dbnode AS node
      WHERE node.id IN (SELECT value FROM json_each(?)) AND (${KEEPS_PATHS}) AND json_valid(node.attributes, 2)`)
    .raw();
  const list = (ids: Iterable<number>) => JSON.stringify([...ids]);
  return {
    emails: (userIds: Iterable<number>) => emails.all(list(userIds)).map(text),
    computers: (computerIds: Iterable<number>) =>
      computers.all(list(computerIds)).map(({ label, hostname, workdir }) => ({
        label: text(label),
        hostname: text(hostname),
        workdir: typeof workdir === "string" ? workdir : null,
      })),
    /** Path-like attributes of those of the nodes that keep any; unsorted, with repetitions. */
    paths: (nodeIds: Iterable<number>) =>
      paths
        .all(list(nodeIds))
        .flat()
        .filter((value) => typeof value === "string" && value !== "") as string[],
  };
});
