import os from "node:os";
import path from "node:path";

/** The name of files that hostile archives try to write where they must not. */
export const MARK = "stemma-hostile-mark";
/** Such a file outside of every folder that Stemma may write to, by its absolute path. */
export const OUTSIDE = path.join(os.tmpdir(), MARK);
