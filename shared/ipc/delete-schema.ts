import { z } from "zod";
import { DELETION_SWITCHES } from "../graph/deletion-rules.ts";
import { TRAVERSAL_RULES } from "../graph/traversal-rules.ts";
import { NodeIdSchema } from "./schemas.ts";

/** What is to be deleted: nodes, the nodes of groups, and which of the three switches differ from their default. */
export const DeletionInputSchema = z.object({
  nodeIds: z.union([z.instanceof(Int32Array), z.array(NodeIdSchema)]).default([]),
  groupIds: z.array(z.int()).default([]), // they stay themselves
  rules: z.partialRecord(z.enum(DELETION_SWITCHES), z.boolean()).default({}),
});

/** What a deletion would take along. */
export const DeletionPlanSchema = z.object({
  counts: z.object({
    selected: z.int(),
    nodes: z.int(),
    links: z.int(), // with either end
    comments: z.int(),
    logs: z.int(),
    memberships: z.int(),
    groups: z.int(), // that lose members
    files: z.int(), // contents that no other node has
  }),
  bytes: z.number(), // of those
  running: z.int(), // processes that have not ended
  effects: z.array(
    z.object({ rule: z.enum(TRAVERSAL_RULES), on: z.boolean(), isSwitch: z.boolean(), nodes: z.int() }),
  ), // of the nine rules that may be followed
  selectedIds: z.instanceof(Int32Array), // ascending
  addedIds: z.instanceof(Int32Array), // by rules, ascending
  addedBy: z.instanceof(Uint8Array), // for each added id: position in TRAVERSAL_RULES
});

/** A node that would be deleted, and what led to it; null: it was chosen. */
export const DeletionReasonSchema = z.object({
  nodeId: z.int(),
  title: z.string(),
  label: z.string(),
  why: z
    .object({
      rule: z.enum(TRAVERSAL_RULES),
      linkLabel: z.string(),
      fromId: z.int(),
      fromTitle: z.string(),
    })
    .nullable(),
});

/** Rows that a deletion took away. */
export const DeletedRowsSchema = z.object({
  nodes: z.int(),
  links: z.int(),
  comments: z.int(),
  logs: z.int(),
  memberships: z.int(),
});
