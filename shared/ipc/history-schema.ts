import { z } from "zod";
import { UNDO_REASONS } from "../model/undo-reason.ts";
import { CountsSchema } from "./schemas.ts";

/** One import as it is remembered. */
export const ImportEntrySchema = z.object({
  importId: z.int(),
  at: z.string(), // UTC, ISO 8601
  undoneAt: z.string().nullable(), // it was undone
  file: z.object({
    name: z.string(),
    path: z.string(),
    container: z.string(),
    version: z.string(),
    sizeBytes: z.number(),
    changedAt: z.string().nullable(),
    sha256: z.string().nullable(), // null for folders and large files
  }),
  options: z.object({
    existingExtras: z.string(),
    keepsNewExtras: z.boolean(),
    comments: z.string(),
    includeAuthinfos: z.boolean(),
    group: z.union([z.string(), z.object({ name: z.string() })]),
  }),
  isPart: z.boolean(), // of the file
  new: CountsSchema,
  existing: CountsSchema,
  changed: z.object({ extras: z.int(), comments: z.int() }),
  relabelled: z.int(),
  importGroup: z.object({ uuid: z.string(), label: z.string() }).nullable(),
  nodesLeft: z.int(), // of the new nodes, those that are still there
});

const UndoCountsSchema = CountsSchema.omit({ files: true }).extend({ memberships: z.int() });

const KeptSchema = z.object({
  restored: z.object({ extras: z.int(), comments: z.int() }),
  changedSince: z.int(), // texts that it changed and somebody after it: they stay
  stay: z.object({ users: z.int(), computers: z.int() }), // others need them by now
});

/** What undoing an import would come to. */
export const UndoPreviewSchema = KeptSchema.extend({
  importId: z.int(),
  removed: UndoCountsSchema,
  groupLabels: z.array(z.string()), // of the groups that go, at most 20
  nodesGone: z.int(), // that came with it and are no longer there
  reasons: z.array(
    z.object({
      kind: z.enum(UNDO_REASONS),
      nodes: z.int(),
      nodeIds: z.array(z.int()), // at most 100
      groups: z.array(z.string()), // at most 20
      imports: z.array(z.int()),
    }),
  ), // why it cannot be undone; none when it can
});

/** What undoing an import came to. */
export const UndoOutcomeSchema = KeptSchema.extend({ importId: z.int(), removed: UndoCountsSchema });
