import { z } from "zod";

const TallySchema = z.object({ count: z.int(), bytes: z.number() });

/** How the library is to be maintained. */
export const MaintainInputSchema = z.object({
  /** Only say what would be done. */
  dryRun: z.boolean(),
  /** Also write packs and databases anew; nobody else may use the library. */
  full: z.boolean(),
});

/** What a maintenance came to, or would come to. */
export const MaintainOutcomeSchema = z.object({
  loosePacked: TallySchema,
  orphansRemoved: TallySchema, // contents that no node names
  orphansKept: TallySchema, // younger than an hour
  duplicatesRemoved: TallySchema,
  leftoversRemoved: TallySchema,
  packsRewritten: z.int(),
  damagedCount: z.int(), // contents that are not what their key says, left as they are
  bytesFreed: z.number(),
  bytesInGaps: z.number(), // a full maintenance frees them
});
