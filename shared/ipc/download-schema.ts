import { z } from "zod";

/** An address of the web that a person gave. */
export const DownloadInputSchema = z.object({ address: z.string().min(1).max(4000) });

/** A file that has been fetched: by its token it is imported like one that was chosen. */
export const DownloadedSchema = z.object({
  token: z.string(),
  name: z.string(), // as the server or the address gives it, made safe
  shownAddress: z.string(), // without user, password and query
  sizeBytes: z.number(),
});
