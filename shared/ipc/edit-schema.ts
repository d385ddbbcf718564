import { z } from "zod";
import { NodeIdSchema } from "./schemas.ts";

const Text = z.string().max(10_000_000); // what is too long for its column is refused by name
const Uuid = z.string().min(1).max(64);
const NodeIds = z.union([z.instanceof(Int32Array), z.array(NodeIdSchema)]);

/** One change that a person makes in the library. Groups and comments go by UUID, nodes by id. */
export const LibraryEditSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("group-create"), label: Text, description: Text, nodeIds: NodeIds }),
  z.object({ kind: z.literal("group-rename"), group: Uuid, label: Text }),
  z.object({ kind: z.literal("group-describe"), group: Uuid, description: Text }),
  z.object({ kind: z.literal("group-delete"), group: Uuid }), // its nodes stay
  z.object({ kind: z.literal("group-add"), group: Uuid, nodeIds: NodeIds }),
  z.object({ kind: z.literal("group-remove"), group: Uuid, nodeIds: NodeIds }),
  z.object({ kind: z.literal("group-clear"), group: Uuid }),
  z.object({ kind: z.literal("node-label"), nodeIds: NodeIds, label: Text }),
  z.object({ kind: z.literal("node-description"), nodeIds: NodeIds, description: Text }),
  z.object({ kind: z.literal("extra-set"), nodeIds: NodeIds, key: Text, valueText: Text }),
  z.object({ kind: z.literal("extra-rename"), nodeIds: NodeIds, from: Text, to: Text }),
  z.object({ kind: z.literal("extra-delete"), nodeIds: NodeIds, key: Text }),
  /** All extras of a node as one JSON object; `before` is the text that was edited, and must still be what is stored. */
  z.object({ kind: z.literal("extras-set"), nodeIds: NodeIds, text: Text, before: Text.optional() }),
  z.object({ kind: z.literal("comment-add"), nodeIds: NodeIds, content: Text }),
  z.object({ kind: z.literal("comment-edit"), comment: Uuid, content: Text }),
  z.object({ kind: z.literal("comment-delete"), comment: Uuid }),
]);

const NodeValueSchema = z.object({ value: z.string().nullable(), mtime: z.string() });
const GroupStateSchema = z.object({
  id: z.int(),
  label: z.string(),
  typeString: z.string(),
  time: z.string(),
  description: z.string(),
  extras: z.string(),
  userId: z.int(),
});
const CommentStateSchema = z.object({
  id: z.int(),
  ctime: z.string(),
  mtime: z.string(),
  userId: z.int(),
  content: z.string(),
});

/**
 * What an edit did to rows, so that it can be undone and done again exactly: how each was before and is now, null for one
 * that is not there. Nodes, groups and comments go by UUID, because ids are given anew to what comes later.
 */
export const RowSwapSchema = z.discriminatedUnion("table", [
  z.object({
    table: z.literal("node"),
    uuid: Uuid,
    column: z.enum(["label", "description", "extras"]),
    before: NodeValueSchema,
    after: NodeValueSchema,
  }),
  z.object({
    table: z.literal("group"),
    uuid: Uuid,
    before: GroupStateSchema.nullable(),
    after: GroupStateSchema.nullable(),
  }),
  z.object({
    table: z.literal("comment"),
    uuid: Uuid,
    node: Uuid,
    before: CommentStateSchema.nullable(),
    after: CommentStateSchema.nullable(),
  }),
  z.object({
    table: z.literal("members"),
    group: Uuid,
    change: z.enum(["added", "removed"]),
    rows: z.array(z.tuple([z.int(), Uuid])), // id of the membership, UUID of the node
  }),
]);

/** What came of an edit. */
export const EditOutcomeSchema = z.object({
  swaps: z.array(RowSwapSchema), // empty: everything was as wished already
  group: z.string().nullable(), // UUID of the group it was about
  changed: z.int(), // nodes that joined, left or changed; of groups and comments, 1
});
