import { z } from "zod";
import { PROBLEM_CODES, REMARK_CODES } from "../model/check-problems.ts";
import { LINK_TYPES } from "../model/link.ts";
import { TOGGLEABLE_RULES, TRAVERSAL_RULES } from "../graph/traversal-rules.ts";

/** The shapes that both contracts speak in. Types are inferred; the renderer imports nothing but those. */

export const NodeIdSchema = z.int().nonnegative();
export const LinkTypeSchema = z.enum(LINK_TYPES);
export const DirectionSchema = z.enum(["incoming", "outgoing"]);

/** A node as a row; the same fields as `NodeRow`. */
export const NodeRowSchema = z.object({
  nodeId: z.int(),
  uuid: z.string(),
  nodeType: z.string(),
  processType: z.string().nullable(),
  processLabel: z.string().nullable(),
  label: z.string(),
  description: z.string(),
  ctime: z.string(),
  mtime: z.string(),
  processState: z.string().nullable(),
  exitStatus: z.number().nullable(),
  user: z.string(),
  computer: z.string().nullable(),
});

/** A link and the node at its far end; the same fields as `LinkedNode`. */
export const LinkedNodeSchema = z.object({
  linkId: z.number(), // what a hostile database holds may be beyond what a number holds exactly
  linkType: z.string(),
  linkLabel: z.string(),
  nodeId: z.int(),
  uuid: z.string(),
  nodeType: z.string(),
  nodeLabel: z.string(),
  processLabel: z.string().nullable(),
  processState: z.string().nullable(),
  exitStatus: z.number().nullable(),
});

/** Row counts of a source, as `stemma info` prints them; `links` counts dangling ones too. */
export const CountsSchema = z.object({
  nodes: z.int(),
  links: z.int(),
  groups: z.int(),
  computers: z.int(),
  users: z.int(),
  comments: z.int(),
  logs: z.int(),
  authinfos: z.int(),
  files: z.int(),
});

/** What a damaged file has lost; the same fields as `Losses` of `electron/archive/source.ts`. */
export const LossesSchema = z.object({
  rowsSkipped: z.int(),
  linksDropped: z.int(),
  nodesWithoutFiles: z.int(),
  objectsLost: z.int(),
  valuesEmptied: z.int(),
  isAtLeast: z.boolean(),
  findings: z.array(z.string()),
});

/** What the status bar and the tab say of an open source. */
export const SourceSummarySchema = z.object({
  kind: z.enum(["archive", "folder", "store"]),
  container: z.enum(["zip", "tar", "tar.gz", "folder", "store"]),
  version: z.string(), // as the file names it
  readAs: z.string(), // the version whose tables are shown: another one when the file was converted for reading
  sizeBytes: z.number(),
  aiidaVersion: z.string().nullable(),
  writtenBy: z.string(), // "AiiDA 2.9.4", "Stemma 0.1.0", or "an unnamed program"
  createdAt: z.string().nullable(),
  counts: CountsSchema,
  processes: z.int(),
  failed: z.int(), // finished with a non-zero exit status
  excepted: z.int(),
  killed: z.int(),
  firstNodeAt: z.string().nullable(),
  lastNodeAt: z.string().nullable(),
  losses: LossesSchema.nullable(), // of a damaged file that was opened in part
  isEditable: z.boolean(), // it takes imports and edits: the library, and no archive
  state: z.int(), // of the library: raised with each change of it; 0 for what never changes
  warnings: z.array(z.string()), // e.g. members that the reader reports: duplicates, ignored entries
});

function findingSchema<const Code extends string>(codes: readonly Code[]) {
  return z.object({
    code: z.enum(codes),
    message: z.string(),
    where: z.string(),
    node: z.object({ pk: z.number(), uuid: z.string() }).nullable(),
  });
}

/** What checking a source came to; the same fields as `CheckReport`. */
export const CheckReportSchema = z.object({
  path: z.string(),
  container: z.enum(["zip", "tar", "tar.gz", "folder", "store"]),
  version: z.string().nullable(),
  ok: z.boolean(),
  checked: z.object({
    members: z.int(),
    bytes: z.int(),
    objects: z.int(),
    objectBytes: z.int(),
    nodes: z.int(),
    links: z.int(),
    groups: z.int(),
    computers: z.int(),
    users: z.int(),
    comments: z.int(),
    logs: z.int(),
    authinfos: z.int(),
    jsonValues: z.int(),
    files: z.int(),
  }),
  problems: z.array(findingSchema(PROBLEM_CODES)),
  problemCounts: z.partialRecord(z.enum(PROBLEM_CODES), z.int()),
  remarks: z.array(findingSchema(REMARK_CODES)),
  remarkCounts: z.partialRecord(z.enum(REMARK_CODES), z.int()),
});

/** "About this archive": how it was made. */
export const AboutSourceSchema = z.object({
  metadataText: z.string(), // metadata.json, verbatim
  creationParameters: z
    .object({
      rules: z.record(z.string(), z.boolean()).nullable(),
      includeComments: z.boolean().nullable(),
      includeLogs: z.boolean().nullable(),
      includeAuthinfos: z.boolean().nullable(),
    })
    .nullable(),
  wholeProfile: z.boolean(), // entities_starting_set is null
  startingSet: z.object({
    nodeIds: z.array(z.int()), // those of the sender's starting nodes that the source holds
    missingNodes: z.int(),
    groups: z.array(z.object({ groupId: z.int(), uuid: z.string(), label: z.string() })),
    computers: z.array(z.string()),
    users: z.array(z.string()),
  }),
  conversionInfo: z.array(z.string()),
  groups: z.array(
    z.object({
      groupId: z.int(),
      uuid: z.string(),
      label: z.string(),
      typeString: z.string(),
      description: z.string(),
      nodes: z.int(),
    }),
  ),
  computers: z.array(z.object({ uuid: z.string(), label: z.string(), hostname: z.string() })),
  users: z.array(z.string()),
});

/** One value of a facet. `key` goes into the filter, `label` is what is read ("Finished [0]"). */
const FacetValueSchema = z.object({ key: z.string(), label: z.string(), count: z.int() });
/** What the filters offer, with counts. */
export const FacetsSchema = z.object({
  types: z.array(FacetValueSchema.extend({ nodeType: z.string() })), // key: the full node_type
  states: z.array(FacetValueSchema), // key: `finished[0]`, `excepted`, `unknown`
  groups: z.array(FacetValueSchema), // key: group UUID
  computers: z.array(FacetValueSchema), // key: computer UUID; `none` is not listed
  users: z.array(FacetValueSchema), // key: e-mail
  created: z.array(z.object({ from: z.string(), to: z.string(), count: z.int() })), // equal spans of time, at most 24; stored form, `to` exclusive but for the last
});

/** AND between fields, OR inside each list. An empty or absent list does not filter. */
export const NodeFilterSchema = z.object({
  nodeTypes: z.array(z.string()).optional(), // full type strings
  states: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  computers: z.array(z.string()).optional(),
  users: z.array(z.string()).optional(),
  imports: z.array(z.string()).optional(), // numbers of imports into the library: what was new with any of them
  createdAfter: z.string().optional(), // inclusive, stored form `YYYY-MM-DD HH:MM:SS.ffffff`
  createdBefore: z.string().optional(), // exclusive
});

/** By what a list of nodes is sorted. */
export const NodeSortSchema = z.object({
  column: z.enum(["pk", "uuid", "type", "label", "state", "ctime", "mtime", "user"]),
  descending: z.boolean(),
});

/** What the graph draws of one node. */
export const GraphNodeSchema = z.object({
  nodeId: z.int(),
  uuid: z.string(),
  nodeType: z.string(),
  label: z.string(),
  processLabel: z.string().nullable(),
  processState: z.string().nullable(),
  exitStatus: z.number().nullable(),
  ctime: z.string(),
  incoming: z.int(), // all links of the source that end here …
  outgoing: z.int(), // … and that start here, shown or not
  calls: z.int(), // processes it called
});

/** One link of the graph; ends are node ids. */
export const GraphLinkSchema = z.object({
  linkId: z.int(),
  source: z.int(),
  target: z.int(),
  linkType: LinkTypeSchema,
  label: z.string(),
});

/** The switches that differ from their defaults, or all six. */
export const RuleSwitchesSchema = z.partialRecord(z.enum(TOGGLEABLE_RULES), z.boolean());
const TraversalRuleSchema = z.enum(TRAVERSAL_RULES);

/** What a person put into the basket. `all` stands for the whole source and overrides the rest. */
export const SelectionSchema = z.object({
  all: z.boolean().default(false),
  nodeIds: z.union([z.instanceof(Int32Array), z.array(NodeIdSchema)]).default([]), // typed: a million cross at once
  groupIds: z.array(z.int()).default([]), // their members join the starting set and the groups are exported
  computerIds: z.array(z.int()).default([]),
});

/** Counts of a closure, as `stemma traverse` prints them. */
const ClosureCountsSchema = z.object({
  selected: z.int(),
  nodes: z.int(),
  links: z.int(),
  computers: z.int(),
  users: z.int(),
  groups: z.int(),
  comments: z.int(),
  logs: z.int(),
  files: z.int(),
});

/** One rule's part of a closure. For a switch that is off: what switching it on would add to the whole. */
const RuleEffectSchema = z.object({
  rule: TraversalRuleSchema,
  on: z.boolean(),
  toggleable: z.boolean(),
  nodes: z.int(), // on: nodes it first brought in; off: further nodes it would bring in
  bytes: z.number(), // distinct files, uncompressed, that come with those nodes and with none before them
});

/** What a selection and its rules come to. */
export const ClosureSchema = z.object({
  counts: ClosureCountsSchema,
  repositoryBytes: z.number(),
  effects: z.array(RuleEffectSchema), // all twelve, in the order of TRAVERSAL_RULES
  selectedIds: z.instanceof(Int32Array), // the starting set, ascending
  addedIds: z.instanceof(Int32Array), // added by rules, ascending
  addedBy: z.instanceof(Uint8Array), // for each added id: position in TRAVERSAL_RULES
  unsealed: z.array(z.object({ nodeId: z.int(), uuid: z.string(), title: z.string() })), // at most 100 …
  unsealedCount: z.int(), // … of so many
});

/** One step of the trail that brought a node in: the link walked and the rule that allowed it. */
export const TrailStepSchema = z.object({
  fromId: z.int(),
  fromTitle: z.string(),
  toId: z.int(),
  toTitle: z.string(),
  rule: TraversalRuleSchema,
  linkLabel: z.string(),
  linkId: z.int(),
});

/** What would leave the house with an export: who and where, before it is written. */
export const PrivacySummarySchema = z.object({
  emails: z.array(z.string()),
  computers: z.array(z.object({ label: z.string(), hostname: z.string() })),
  paths: z.array(z.string()), // distinct, at most 20: work directories, executables, remote folders
  pathCount: z.int(),
  authinfos: z.int(),
  logs: z.int(), // log records carry machine paths and process ids
  comments: z.int(),
});

/** What goes along with the nodes, and how small the file gets (compression 0 to 9). */
export const ExportOptionsSchema = z.object({
  compression: z.int().min(0).max(9).default(6),
  includeComments: z.boolean().default(true),
  includeLogs: z.boolean().default(true),
  includeAuthinfos: z.boolean().default(false),
});

/** What an export wrote. */
export const ExportResultSchema = z.object({
  counts: ClosureCountsSchema,
  sizeBytes: z.number(),
  seconds: z.number(),
});

/** What a migration wrote. */
export const MigrationResultSchema = z.object({
  from: z.string(),
  to: z.string(),
  nodes: z.int(),
  sizeBytes: z.number(),
  seconds: z.number(),
  conversion: z.array(z.string()), // the steps it took; none for a copy
  warnings: z.array(z.string()), // what was filled or left out
});

/** Counts a person knows: "412 of 1,204 files", "31 MB of 118 MB". */
export const JobProgressSchema = z.object({
  phase: z.string(), // short words: "unpacking the database", "reading links", "writing files"
  done: z.number(),
  total: z.number().nullable(), // null: not known beforehand
  unit: z.enum(["nodes", "links", "files", "bytes", "steps"]),
  share: z.number().min(0).max(1).optional(), // of all phases together, where that is known; never falls
});

/** One file of a node. */
export const FileEntrySchema = z.object({
  path: z.string(),
  sizeBytes: z.number().nullable(), // null: its object is missing in the source
  sha256: z.string(),
});

/** One log record; times and texts as stored. */
export const LogEntrySchema = z.object({
  time: z.string(),
  level: z.string(),
  logger: z.string(),
  message: z.string(),
  nodeId: z.int(),
  nodeTitle: z.string(),
});
