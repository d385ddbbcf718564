import { z } from "zod";
import { ViewSnapshotSchema } from "../../shared/ipc/view-snapshot-schema.ts";

/** Place of a window, in the system's units (not device pixels). */
export const PlaceSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().min(1),
  height: z.number().min(1),
  isMaximized: z.boolean(),
});
export type Place = z.output<typeof PlaceSchema>;

/** One tab as it is kept: where its file is, what it was when it was read, and how it was looked at. */
const SavedTabSchema = z.object({
  path: z.string().min(1),
  /** `stampOf` the file as it was read; null when it never was. */
  stamp: z.string().nullable(),
  /** The person chose to open it as far as it can be read. */
  isReadable: z.boolean().catch(false),
  view: ViewSnapshotSchema.nullable().catch(null), // a view that cannot be read costs the view, not the tab
});
export type SavedTab = z.output<typeof SavedTabSchema>;

/** One window as it is kept. */
const SavedWindowSchema = z.object({
  place: PlaceSchema.nullable().catch(null),
  isFullScreen: z.boolean().catch(false),
  tabs: z.array(SavedTabSchema).max(1000),
  /** Index of the tab in front; null: the start page. */
  active: z.int().nonnegative().nullable().catch(null),
});
export type SavedWindow = z.output<typeof SavedWindowSchema>;

/** All windows, the one in front last. */
export const SessionSchema = z.object({
  version: z.literal(1),
  windows: z.array(SavedWindowSchema).max(100),
});
export type Session = z.output<typeof SessionSchema>;
