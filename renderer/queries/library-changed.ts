import { reloadSource } from "./open-sources.ts";

/** After a change of the library: every view shows it as it is now; what the person had chosen stays chosen. */
export async function libraryChanged(sourceId: string): Promise<void> {
  await reloadSource(sourceId);
}
