import { repositoryKeys } from "../archive/repository-keys.ts";

/**
 * A node's `repository_metadata` without the files whose contents are lost, so that who imports an export finds each
 * file that is named. The same text where nothing is lost. Folders stay, without what they held.
 */
export function withoutLostFiles(metadata: string, isLost: (key: string) => boolean): string {
  if (!repositoryKeys(metadata).some(isLost)) return metadata;
  const root: unknown = JSON.parse(metadata); // it named files, so it is JSON
  const pending: unknown[] = [root]; // a stack: the nesting of a hostile text must not become ours
  while (pending.length > 0) {
    const folder = pending.pop() as Record<string, unknown>;
    const entries = folder["o"];
    if (typeof entries !== "object" || entries === null) continue;
    for (const [name, entry] of Object.entries(entries)) {
      if (typeof entry !== "object" || entry === null) continue;
      const key: unknown = Object.hasOwn(entry, "k") ? Reflect.get(entry, "k") : undefined;
      if (typeof key === "string" && isLost(key)) delete (entries as Record<string, unknown>)[name];
      else if (key === undefined) pending.push(entry);
    }
    if (Object.keys(entries).length === 0) delete folder["o"]; // an empty folder is `{}` (`docs/data-model.md`)
  }
  try {
    return JSON.stringify(root);
  } catch (error) {
    if (error instanceof RangeError) return "{}"; // deeper than JSON is written here: no archive of AiiDA's is
    throw error;
  }
}
