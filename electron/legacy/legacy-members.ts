import { corrupt } from "../archive/corrupt.ts";
import { limit, limitError } from "../archive/limits.ts";

/** The two members of every legacy archive beside the files of nodes. */
export const METADATA = "metadata.json";
export const DATA = "data.json";

/** `archive/corrupt`: a legacy archive without one of its two. */
export function missing(member: typeof METADATA | typeof DATA): Error {
  return corrupt(member, "member missing", `The archive holds no ${member}`);
}

/** `data.json` is the database of a legacy archive, so the same limit holds. `archive/limit`. */
export function checkDataSize(bytes: number): void {
  if (bytes > limit("STEMMA_MAX_DATABASE_BYTES")) {
    throw limitError("STEMMA_MAX_DATABASE_BYTES", (n) => `${DATA} has ${n} bytes`, bytes, DATA);
  }
}
