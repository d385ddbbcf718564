import { z } from "zod";
import { CountsSchema } from "../../../shared/ipc/schemas.ts";
import { TRACED_TABLES } from "../../db/queries/import-traces.ts";

const IdSchema = z.int().nonnegative();

/** The form in which records are written. One of a later Stemma may have a higher number: it is not understood, and left alone. */
export const RECORD_FORMAT = 1;

const WitnessSchema = z.object({
  table: z.enum([...TRACED_TABLES, "extras", "comment"]),
  id: IdSchema,
  /** What the row is known by; of a text that comes back the hash of what it is before. */
  name: z.string(),
});

/** A row that an undo takes out of the store, or a text that it brings back: as long as it is there, the undo did not come about. */
export type UndoWitness = z.infer<typeof WitnessSchema>;

/** One import, as it is kept beside the store: everything but the rows themselves. */
export const ImportRecordSchema = z.object({
  format: z.literal(RECORD_FORMAT),
  importId: z.int().positive(),
  /** `pending` until the store has it, `undoing` while it is being undone: the store itself says what became of it. */
  state: z.enum(["pending", "done", "undoing", "undone"]),
  /** UTC, ISO 8601. */
  at: z.string(),
  undoneAt: z.string().nullable(),
  /** The moment of the import as stored in the tables. */
  now: z.string(),
  file: z.object({
    name: z.string(),
    path: z.string(),
    container: z.string(),
    version: z.string(),
    sizeBytes: z.number(),
    /** When the file itself was last changed: UTC, ISO 8601; null for a folder. */
    changedAt: z.string().nullable(),
    /** Null for folders, and for files that are too large to be read once more for it. */
    sha256: z.string().nullable(),
  }),
  options: z.object({
    existingExtras: z.string(),
    keepsNewExtras: z.boolean(),
    comments: z.string(),
    includeAuthinfos: z.boolean(),
    group: z.union([z.string(), z.object({ name: z.string() })]),
  }),
  /** Only a part of the file was asked for. */
  isPart: z.boolean(),
  new: CountsSchema,
  existing: CountsSchema,
  changed: z.object({ extras: z.int(), comments: z.int() }),
  relabelled: z.int(),
  importGroup: z.object({ uuid: z.string(), label: z.string() }).nullable(),
  /** The ids that each table had up to before, and has up to with it. */
  ids: z.record(z.enum(TRACED_TABLES), z.tuple([IdSchema, IdSchema])),
  /** Parts of the file of traces, in order: 32-bit words of each. */
  sections: z.array(z.tuple([z.string(), z.int().nonnegative()])),
  /** Texts that it changed are kept in a file of their own. */
  keepsTexts: z.boolean(),
  /** With `undoing`; null when there was nothing left to take out. */
  witness: WitnessSchema.nullable().optional(),
});

export type ImportRecord = z.infer<typeof ImportRecordSchema>;
