import type { JobContext, Source } from "../archive/source.ts";
import { nodeTable } from "../db/node-table.ts";
import { type GroupRow, prepareGroupQueries } from "../db/queries/groups.ts";
import { prepareNodeQueries } from "../db/queries/nodes.ts";
import { preparePeopleAndPlaces } from "../db/queries/people-and-places.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * How an archive was made, as its `metadata.json` tells it (`docs/data-model.md`, "Container"), and what it holds. Reads who is in
 * which group, unless the facets did already.
 */
export async function aboutSource(source: Source, context: JobContext) {
  const { metadata } = source;
  const parameters = creationParameters(metadata);
  const starting = record(parameters?.["entities_starting_set"]);
  const people = preparePeopleAndPlaces(source.db);
  const groups = await countedGroups(source, context);
  const computers = people.computers();
  const nodeUuids = texts(member(starting, "node"));
  const known = prepareNodeQueries(source.db).idsByUuids(nodeUuids);
  const groupUuids = new Set(texts(member(starting, "group")));
  const computerUuids = new Set(texts(member(starting, "computer")));
  return {
    metadataText: source.metadataText,
    creationParameters: parameters && {
      rules: rules(parameters["graph_traversal_rules"]),
      includeComments: optionalBoolean(parameters["include_comments"]),
      includeLogs: optionalBoolean(parameters["include_logs"]),
      includeAuthinfos: optionalBoolean(parameters["include_authinfos"]),
    },
    wholeProfile: parameters !== null && parameters["entities_starting_set"] === null,
    startingSet: {
      nodeIds: [...known.values()],
      missingNodes: nodeUuids.length - known.size,
      groups: groups
        .filter(({ uuid }) => groupUuids.has(uuid))
        .map(({ groupId, uuid, label }) => ({ groupId, uuid, label })),
      computers: computers.filter(({ uuid }) => computerUuids.has(uuid)).map(({ label }) => label),
      users: texts(member(starting, "user")),
    },
    conversionInfo: texts(metadata["conversion_info"]),
    groups,
    computers: computers.map(({ uuid, label, hostname }) => ({ uuid, label, hostname })),
    users: people.users().map(({ email }) => email),
  };
}

/** All groups with their sizes, by UUID. The columns of the table know the sizes; SQLite would look up each member. */
async function countedGroups({ db }: Source, context: JobContext): Promise<GroupRow[]> {
  const groups = prepareGroupQueries(db);
  const names = groups.names();
  const isClear = new Set(names.map(({ uuid }) => uuid)).size === names.length;
  if (!isClear) return groups.all(); // damaged: the table takes two of one UUID for one
  const members = await nodeTable(db).memberships(context);
  return names.map((group) => ({ ...group, nodes: members.get(group.uuid)?.length ?? 0 }));
}

/** The creation parameters; older archives call them export parameters. Null when there are none. */
function creationParameters(metadata: Json): Json | null {
  return record(metadata["creation_parameters"]) ?? record(metadata["export_parameters"]);
}

/** Legacy archives wrote the entity names with a capital letter. */
function member(starting: Json | null, name: "node" | "group" | "computer" | "user"): unknown {
  return starting?.[name] ?? starting?.[name.charAt(0).toUpperCase() + name.slice(1)];
}

function record(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? [...new Set(value.filter((item) => typeof item === "string"))] : [];
}

function optionalBoolean(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

function rules(value: unknown): Record<string, boolean> | null {
  const entries = Object.entries(record(value) ?? {}).filter(([, on]) => typeof on === "boolean");
  return entries.length === 0 ? null : (Object.fromEntries(entries) as Record<string, boolean>); // filtered above
}
