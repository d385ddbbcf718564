import { z } from "zod";
import { TOGGLEABLE_RULES } from "../graph/traversal-rules.ts";
import { KEPT_CHOSEN, KEPT_SHOWN } from "../model/view-limits.ts";
import { LinkTypeSchema, NodeFilterSchema, NodeIdSchema, NodeSortSchema } from "./schemas.ts";

const Chosen = z.array(NodeIdSchema).max(KEPT_CHOSEN);

/** What names nodes by PK. It holds only for the very file it was taken from. */
const ViewNodesSchema = z.object({
  focused: NodeIdSchema.nullable(),
  marked: Chosen,
  shown: z.array(NodeIdSchema).max(KEPT_SHOWN).nullable(), // null: the first view
  basket: Chosen,
  basketGroups: z.array(z.int()).max(KEPT_CHOSEN),
});

/** What a person looked at in one source, as plain data: kept for the next start and for a window that crashed. */
export const ViewSnapshotSchema = z.object({
  mode: z.enum(["graph", "table", "split"]),
  tab: z.enum(["overview", "content", "attributes", "extras", "files", "links", "log", "comments"]),
  filter: NodeFilterSchema,
  sort: NodeSortSchema,
  provenance: z.enum(["all", "data", "logical", "call"]),
  linkTypes: z.array(LinkTypeSchema),
  depth: z.int().min(1).nullable(),
  basketAll: z.boolean(),
  switches: z.partialRecord(z.enum(TOGGLEABLE_RULES), z.boolean()),
  /** Null: the file is another one by now, and its PKs may mean other nodes. */
  nodes: ViewNodesSchema.nullable(),
  /** Chosen nodes that were too many to be kept; 0 when all are in `nodes`. */
  basketTooLarge: z.int().nonnegative(),
});

export type ViewSnapshot = z.output<typeof ViewSnapshotSchema>;
