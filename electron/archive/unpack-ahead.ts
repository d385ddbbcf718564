import { unpackDatabase } from "./database-cache.ts";
import { databaseMember } from "./database-member.ts";
import { MEMORY_DATABASE_BYTES } from "./limits.ts";
import { openFile } from "./open-file.ts";
import type { JobContext } from "./source.ts";
import { ZipReader } from "./zip-reader.ts";

/**
 * Unpack the database of an archive into the cache, for a process that is about to open it. Nothing happens for small
 * databases and files that are no ZIP. Throws as `openSource`; needs no SQLite.
 */
export async function unpackAhead(
  path: string,
  signal: JobContext["signal"] = { aborted: false },
): Promise<void> {
  const file = openFile(path);
  try {
    const context = { signal, progress: () => undefined };
    const zip = await ZipReader.open(file, signal);
    if (zip === null) return;
    const member = databaseMember(zip);
    if (member.size > MEMORY_DATABASE_BYTES) (await unpackDatabase(zip, member, context)).release();
  } finally {
    file.close();
  }
}
