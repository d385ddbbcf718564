import { lossWords } from "../../shared/text/losses.ts";
import { openSource } from "../sources/open-source.ts";
import type { Source } from "../archive/source.ts";
import { toSourceError } from "../archive/source-error.ts";
import type { CliIo } from "./verb.ts";

/** Open the source of a verb; with `--readable` a damaged one in part, and what it has lost is told on stderr. */
export async function openForVerb(path: string, io: CliIo): Promise<Source> {
  const { readable, beforehand } = io;
  const source = await openSource(path, io.job, { mapsMemory: true, readable, beforehand });
  if (source.losses) io.warn(`warning: damaged source, read in part: ${lossWords(source.losses)}`);
  if (io.readable && source.kind === "store")
    io.warn("warning: --readable is for archives; a profile folder is opened as ever");
  return source;
}

/** Open the source of a verb as `openForVerb`, work with it, and close it whatever happens. Its warnings go to stderr. */
export async function withSource<T>(
  path: string,
  io: CliIo,
  work: (source: Source) => Promise<T> | T,
): Promise<T> {
  const source = await openForVerb(path, io);
  try {
    for (const warning of source.warnings) io.warn(`warning: ${warning}`);
    return await work(source);
  } catch (error) {
    throw toSourceError(error, source);
  } finally {
    source.close();
  }
}
