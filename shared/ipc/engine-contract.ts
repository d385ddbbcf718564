import { z } from "zod";
import { type Handlers, type Input, type Output, procedure, type Progress } from "./procedure.ts";
import { libraryCalls } from "./library-contract.ts";
import {
  AboutSourceSchema,
  CheckReportSchema,
  ClosureSchema,
  DirectionSchema,
  ExportOptionsSchema,
  ExportResultSchema,
  FacetsSchema,
  FileEntrySchema,
  GraphLinkSchema,
  GraphNodeSchema,
  JobProgressSchema,
  LinkedNodeSchema,
  LinkTypeSchema,
  LogEntrySchema,
  MigrationResultSchema,
  NodeFilterSchema,
  NodeIdSchema,
  NodeRowSchema,
  NodeSortSchema,
  PrivacySummarySchema,
  RuleSwitchesSchema,
  SelectionSchema,
  SourceSummarySchema,
  TrailStepSchema,
} from "./schemas.ts";

const NodeIds = z.array(NodeIdSchema).max(100_000);

/**
 * Every call that the window makes to the engine of one open source, over that engine's own port.
 * The engine parses what comes in. A new call starts here; neither end compiles until it follows.
 */
export const engineContract = {
  /** Wait until the source is open (opening starts with the engine); repeated calls join the same opening. */
  "source.open": procedure({
    input: z.object({}),
    output: SourceSummarySchema,
    progress: JobProgressSchema,
  }),
  "source.about": procedure({ input: z.object({}), output: AboutSourceSchema }),
  /**
   * Read everything of the source and check it. Answered also while it is opening, and for one that was refused. What is
   * wrong is in the report; `archive/unsupported-version`, `archive/limit` and failures of the disk are errors.
   */
  "source.check": procedure({
    input: z.object({}),
    output: CheckReportSchema,
    progress: JobProgressSchema,
  }),
  "source.facets": procedure({ input: z.object({}), output: FacetsSchema, progress: JobProgressSchema }),

  /**
   * Ids of all nodes that pass the filter, in the asked order: the table's spine. Rows come by `nodes.rows`; those of the
   * first nodes at once where they are asked for.
   */
  "nodes.list": procedure({
    input: z.object({
      filter: NodeFilterSchema.default({}),
      sort: NodeSortSchema,
      firstRows: z.int().min(0).max(1000).default(0),
    }),
    output: z.object({
      nodeIds: z.instanceof(Int32Array),
      total: z.int(), // before filtering
      rows: z.array(NodeRowSchema).optional(), // of the first `firstRows` nodes, where these are more than none
    }),
  }),
  /** Rows in the order of the ids given; unknown ids are left out. */
  "nodes.rows": procedure({
    input: z.object({ nodeIds: z.array(NodeIdSchema).max(1000) }),
    output: z.array(NodeRowSchema),
  }),
  /** Search by PK, UUID prefix, label, process label, type; grouped, best kind first; `total` says how many match. */
  "nodes.search": procedure({
    input: z.object({ text: z.string().max(1000), limitPerKind: z.int().min(1).max(100).default(8) }),
    output: z.array(
      z.object({
        kind: z.enum(["pk", "uuid", "label", "process label", "type"]),
        total: z.int(),
        rows: z.array(NodeRowSchema),
      }),
    ),
  }),
  /** The node with this PK, UUID or unambiguous UUID prefix. `node/not-found`, `node/ambiguous`. */
  "nodes.resolve": procedure({ input: z.object({ node: z.string() }), output: NodeRowSchema }),

  "node.get": procedure({
    input: z.object({ nodeId: NodeIdSchema }),
    output: z.object({
      row: NodeRowSchema,
      counts: z.object({
        incoming: z.int(),
        outgoing: z.int(),
        files: z.int(),
        retrievedFiles: z.int(),
        comments: z.int(),
        logs: z.int(), // its own and those of what it called
        groups: z.int(),
        attributeBytes: z.int(),
        extraBytes: z.int(),
      }),
      process: z
        .object({
          isSealed: z.boolean(),
          exitMessage: z.string().nullable(),
          exception: z.string().nullable(),
          processStatus: z.string().nullable(),
          scheduler: z.record(z.string(), z.string()), // job_id, scheduler_state … as text, what there is
          caller: LinkedNodeSchema.nullable(),
          failedCalls: z.array(LinkedNodeSchema), // processes it called that failed, at most 50, in time order
          durationMs: z.number().nullable(), // from ctime to mtime
          retrievedId: z.int().nullable(), // the node at the end of its `retrieved` link
          outputFiles: z.array(z.string()), // scheduler and program output among the retrieved files, best first
        })
        .nullable(),
      computer: z.object({ label: z.string(), hostname: z.string() }).nullable(),
      cachedFrom: z.object({ uuid: z.string(), nodeId: z.int().nullable() }).nullable(), // nodeId null: not in this source
      groups: z.array(z.object({ groupId: z.int(), uuid: z.string(), label: z.string() })), // at most 50
    }),
  }),
  /** The stored JSON text, verbatim. Longer than `maxBytes`: cut is true and the text is empty (save it instead). */
  "node.json": procedure({
    input: z.object({
      nodeId: NodeIdSchema,
      column: z.enum(["attributes", "extras", "repository_metadata"]),
      maxBytes: z.int().default(32 * 1024 * 1024),
    }),
    output: z.object({ text: z.string(), bytes: z.int(), tooLong: z.boolean() }),
  }),
  /** One page of links in id order. `total` counts all of that direction; `nextAfter` is null on the last page. */
  "node.links": procedure({
    input: z.object({
      nodeId: NodeIdSchema,
      direction: DirectionSchema,
      afterLinkId: z.number().default(-1),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.object({ total: z.int(), links: z.array(LinkedNodeSchema), nextAfter: z.number().nullable() }),
  }),
  /** Files of the node itself, sorted by path; a calculation's `retrieved` node is asked for by its own id. */
  "node.files": procedure({
    input: z.object({ nodeId: NodeIdSchema }),
    output: z.object({ files: z.array(FileEntrySchema), total: z.int() }), // at most 10,000 listed
  }),
  /** Log records in time order; with `called`, those of every process it called, at any depth, are merged in. */
  "node.log": procedure({
    input: z.object({
      nodeId: NodeIdSchema,
      called: z.boolean(),
      offset: z.int().default(0),
      limit: z.int().max(1000).default(500),
    }),
    output: z.object({ total: z.int(), entries: z.array(LogEntrySchema) }),
  }),
  "node.comments": procedure({
    input: z.object({ nodeId: NodeIdSchema }),
    output: z.array(
      z.object({
        uuid: z.string(),
        ctime: z.string(),
        mtime: z.string(),
        user: z.string(),
        content: z.string(),
      }),
    ),
  }),
  /** StructureData as lattice and sites, from its attributes. `file/not-found` when they are not a structure. */
  "node.structure": procedure({
    input: z.object({ nodeId: NodeIdSchema }),
    output: z.object({
      formula: z.string(),
      cell: z.array(z.array(z.number())), // 3 row vectors, Å
      pbc: z.array(z.boolean()), // 3
      lengths: z.array(z.number()), // a, b, c in Å
      angles: z.array(z.number()), // alpha, beta, gamma in degrees
      volume: z.number(), // Å³
      density: z.number().nullable(), // g/cm³; null when a mass is missing or the cell is not 3-periodic
      siteCount: z.int(),
      sites: z.array(z.object({ kind: z.string(), symbols: z.string(), position: z.array(z.number()) })), // at most 5,000; Cartesian Å
    }),
  }),
  /** Arrays of an ArrayData node: name, shape, dtype, bytes. */
  "node.arrays": procedure({
    input: z.object({ nodeId: NodeIdSchema }),
    output: z.array(
      z.object({
        name: z.string(),
        path: z.string(),
        shape: z.array(z.int()),
        dtype: z.string(),
        sizeBytes: z.number(),
        problem: z.string().nullable(), // why it cannot be shown, e.g. an object dtype
      }),
    ),
  }),
  /**
   * A window of one array, seen as a table: leading indices are fixed by `slice`, the last two axes are rows and
   * columns (a 1-d array has one column, a scalar one cell). Cells are text, so that 64-bit integers stay whole.
   */
  "node.array": procedure({
    input: z.object({
      nodeId: NodeIdSchema,
      name: z.string(),
      slice: z.array(z.int().nonnegative()).default([]),
      row: z.int().nonnegative().default(0),
      rows: z.int().min(1).max(500).default(100),
      column: z.int().nonnegative().default(0),
      columns: z.int().min(1).max(100).default(50),
    }),
    output: z.object({ totalRows: z.int(), totalColumns: z.int(), cells: z.array(z.array(z.string())) }),
  }),
  /** A slice of one file of a node. `file/not-found`; `archive/corrupt` when its object is missing or damaged. */
  "file.read": procedure({
    input: z.object({
      nodeId: NodeIdSchema,
      path: z.string(),
      offset: z.int().nonnegative().default(0),
      length: z
        .int()
        .min(0)
        .max(64 * 1024 * 1024),
    }),
    output: z.object({ bytes: z.instanceof(Uint8Array), totalBytes: z.number() }),
  }),
  /** Write one file of a node to a target that the person chose; `target` is a token from the host. */
  "file.save": procedure({
    input: z.object({ nodeId: NodeIdSchema, path: z.string(), target: z.string() }),
    output: z.object({ bytes: z.number() }),
    progress: JobProgressSchema,
  }),
  /** Write the rows that pass the filter, in order, as CSV or JSON, to a chosen target. */
  "nodes.save": procedure({
    input: z.object({
      filter: NodeFilterSchema.default({}),
      sort: NodeSortSchema,
      format: z.enum(["csv", "json"]),
      target: z.string(),
    }),
    output: z.object({ rows: z.int() }),
    progress: JobProgressSchema,
  }),

  /** What a fresh view shows: everything up to 300 nodes, else top-level processes and the data between them. */
  "graph.start": procedure({
    input: z.object({
      limit: z.int().min(1).max(2000).default(300),
      withElements: z.boolean().default(false), // answer of these nodes, by id, what `graph.elements` does, too
    }),
    output: z.object({
      nodeIds: z.array(z.int()),
      elements: z.object({ nodes: z.array(GraphNodeSchema), links: z.array(GraphLinkSchema) }).optional(),
      everything: z.boolean(),
      total: z.int(),
      topLevel: z.int(), // top-level processes in the source; fewer may be shown
    }),
  }),
  /** Nodes to draw and every link among them. Unknown ids are left out. */
  "graph.elements": procedure({
    input: z.object({ nodeIds: NodeIds }),
    output: z.object({ nodes: z.array(GraphNodeSchema), links: z.array(GraphLinkSchema) }),
  }),
  /** Nodes reached from these: one step (`calls`, `callers`, `inputs`, `outputs`) or `depth` steps. Nearest first. */
  "graph.grow": procedure({
    input: z.object({
      nodeIds: NodeIds,
      step: z.enum(["calls", "callers", "inputs", "outputs", "ancestors", "descendants"]),
      depth: z.int().min(1).max(1_000_000).default(1), // of ancestors and descendants
      linkTypes: z.array(LinkTypeSchema).optional(), // default: all that fit the step
      limit: z.int().min(1).max(100_000).default(500),
    }),
    output: z.object({ nodeIds: z.array(z.int()), total: z.int() }), // total: without the limit
  }),

  /** The closure of a selection under the export rules: counts, bytes, what each rule adds. */
  "selection.closure": procedure({
    input: z.object({ selection: SelectionSchema, rules: RuleSwitchesSchema.default({}) }),
    output: ClosureSchema,
    progress: JobProgressSchema,
  }),
  /** Why a node is in: the trail from a chosen node to it, first step first; empty for a chosen node. `node/not-found` when it is not in. */
  "selection.trail": procedure({
    input: z.object({
      selection: SelectionSchema,
      rules: RuleSwitchesSchema.default({}),
      nodeId: NodeIdSchema,
    }),
    output: z.array(TrailStepSchema),
  }),
  "selection.privacy": procedure({
    input: z.object({
      selection: SelectionSchema,
      rules: RuleSwitchesSchema.default({}),
      options: ExportOptionsSchema,
    }),
    output: PrivacySummarySchema,
  }),
  /** What was chosen by its UUIDs, for whoever reads the file anew. `…/not-found` for ids that the source does not hold. */
  "selection.uuids": procedure({
    input: z.object({ selection: SelectionSchema }),
    output: z.object({ nodes: z.array(z.string()), groups: z.array(z.string()) }),
  }),
  /** Members of a group, to fill graph, table or basket. */
  "group.nodes": procedure({
    input: z.object({ groupId: z.int() }),
    output: z.object({ nodeIds: z.instanceof(Int32Array) }),
  }),

  ...libraryCalls,

  /** Write the archive to a chosen target (a token of the host). Overwrites only if the person said so there. */
  "export.run": procedure({
    input: z.object({
      selection: SelectionSchema,
      rules: RuleSwitchesSchema.default({}),
      options: ExportOptionsSchema,
      target: z.string(),
    }),
    output: ExportResultSchema,
    progress: JobProgressSchema,
  }),
  /** Write the whole source as an archive of today's version to a chosen target, as `stemma migrate` does. */
  "source.migrate": procedure({
    input: z.object({ target: z.string() }),
    output: MigrationResultSchema,
    progress: JobProgressSchema,
  }),
} as const;

type EngineContract = typeof engineContract;
export type EngineCall = keyof EngineContract;
export type EngineInput<N extends EngineCall> = Input<EngineContract, N>;
export type EngineOutput<N extends EngineCall> = Output<EngineContract, N>;
export type EngineProgress<N extends EngineCall> = Progress<EngineContract, N>;
export type EngineHandlers = Handlers<EngineContract>;
