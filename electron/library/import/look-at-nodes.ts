import type { LinkClass } from "../../../shared/model/link-rules.ts";
import { KEY_BYTES, plainRepositoryKeys } from "../../archive/plain-repository-keys.ts";
import { prepareLookedAtNodes } from "../../db/queries/looked-at-nodes.ts";
import type { ImportRun } from "./import-run.ts";

const CLASS_OF: Readonly<Record<string, LinkClass>> = {
  d: "data.",
  c: "process.calculation.",
  w: "process.workflow.",
};

/**
 * Do for new nodes what a dry run does with their rows (`import-nodes.ts`), all at once where nothing about them is odd: SQLite looks
 * whether they can be imported, and of each only its class and the keys of its files come out.
 * @param ids Ascending.
 * @returns False, with nothing done, where they have to be looked at one by one: that also finds what is wrong with one.
 */
export function lookAtNodes(run: ImportRun, ids: readonly number[]): boolean {
  const found = prepareLookedAtNodes(run.source.db).between(ids[0]!, ids.at(-1)!);
  if (found === null || found.count !== ids.length) return false; // others are in between, which the store has
  const { classes, userIds, computerIds, lists } = found;
  if (!userIds.every((id) => run.users.has(id)) || !computerIds.every((id) => run.computers.has(id)))
    return false;
  const bytes = lists.bytes ?? Buffer.alloc(0);
  const keys = lists.count === 0 ? [] : plainRepositoryKeys(bytes, lists.count);
  if (keys === null) return false;
  for (const at of keys) run.keys.add(bytes.toString("latin1", at, at + KEY_BYTES));
  for (const [i, id] of ids.entries()) {
    const of = CLASS_OF[classes[i]!];
    if (of !== undefined) run.nodes.setClass(id, of);
  }
  return true;
}
