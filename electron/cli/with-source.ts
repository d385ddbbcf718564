import { openSource } from "../sources/open-source.ts";
import type { Source } from "../archive/source.ts";
import { toSourceError } from "../archive/source-error.ts";
import type { CliIo } from "./verb.ts";

/** Open the source of a verb, work with it, and close it whatever happens. Its warnings go to stderr. */
export async function withSource<T>(
  path: string,
  io: CliIo,
  work: (source: Source) => Promise<T> | T,
): Promise<T> {
  const source = await openSource(path, io.job, { mapsMemory: true });
  try {
    for (const warning of source.warnings) io.warn(`warning: ${warning}`);
    return await work(source);
  } catch (error) {
    throw toSourceError(error, source);
  } finally {
    source.close();
  }
}
