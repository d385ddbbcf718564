import { timeToMicros } from "../../../shared/model/stored-time.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import { type ComparedNode, prepareCompareRows } from "../../db/queries/compare-rows.ts";
import { prepareLibraryRows, type UuidTable } from "../../db/queries/library-rows.ts";
import type { ImportScope } from "./import-scope.ts";
import { matchNodes } from "./match-rows.ts";
import type { NodeMap } from "./node-map.ts";
import { compareNode, extrasChange, isOwnOnly, type NodeDifference } from "./node-differences.ts";

type Database = Source["db"];

/** Something that file and library both have, and that is not the same in both. */
export type Difference =
  | ({ kind: "node" } & NodeDifference)
  | CommentDifference
  | { kind: "computer"; uuid: string; library: string; file: string }
  | GroupDifference;

/** A comment of both; which of the two was changed last, `same` when only the texts differ. */
interface CommentDifference {
  kind: "comment";
  uuid: string;
  newer: "file" | "library" | "same";
  library: string;
  file: string;
}

/** A group of both, with its labels. Nodes that are in it only in the file do not join it. */
interface GroupDifference {
  kind: "group";
  uuid: string;
  library: string;
  file: string;
  onlyInFile: number;
  onlyInLibrary: number;
}

/** A row that both have, by its ids. */
type Pair = [id: number, storeId: number];
/** The same with what they are known by. */
type NamedPair = [...Pair, uuid: string];

const SLICE = 200;

/**
 * Compare what a file and the library both have, whatever an import would do about it, and call `found` for each
 * difference: nodes, comments, computers, groups. Reads only. Equal nodes cost 5 µs each, others 20.
 * @param matched Ids in file and store of the nodes of the file, where somebody has matched them already.
 * @yields Rows done, after every slice.
 */
export function* findDifferences(
  source: Source,
  { reads, nodes: chosenNodes }: ImportScope,
  library: Database,
  found: (difference: Difference) => void,
  matched?: Pick<NodeMap, "entries">,
): Generator<JobProgress, void> {
  const rows = prepareLibraryRows(library);
  const theirs = prepareCompareRows(source.db);
  const ours = prepareCompareRows(library);

  const nodes: Pair[] = [];
  const firstNew = rows.nextId("db_dbnode");
  if (matched) {
    for (const pair of matched.entries()) if (pair[1] < firstNew) nodes.push(pair);
  } else if (firstNew > 1) {
    yield* matchNodes({ reads, library: rows, chosenNodes }, (id, storeId) => {
      if (storeId !== null) nodes.push([id, storeId]);
    });
  }
  for (let at = 0; at < nodes.length; at += SLICE) {
    const pairs = nodes.slice(at, at + SLICE);
    for (const difference of differingNodes(pairs)) found(difference);
    const done = at + pairs.length;
    yield { phase: "comparing nodes", done, total: nodes.length, unit: "nodes" };
  }
  let done = 0;
  for (const pairs of inBoth("db_dbcomment")) {
    for (const difference of differingComments(pairs)) found(difference);
    done += pairs.length;
    yield { phase: "comparing comments", done, total: null, unit: "steps" };
  }
  const own = new Map(ours.computers());
  const wanted = idsOf("db_dbcomputer");
  for (const [uuid, label] of theirs.computers()) {
    const known = own.get(uuid);
    if (known !== undefined && known !== label && wanted.has(uuid))
      found({ kind: "computer", uuid, library: known, file: label });
  }
  yield* compareGroups();

  /** Rows of the file that the library has, a slice of the file at a time. */
  function* inBoth(table: UuidTable): Generator<NamedPair[]> {
    if (rows.nextId(table) === 1) return; // the library has none
    for (let after = -1; ; ) {
      const slice = reads.ids(table, after, SLICE);
      const known = new Map(
        rows.idsByUuid(
          table,
          slice.map(([, uuid]) => uuid),
        ),
      );
      const pairs = slice.flatMap(([id, uuid]): NamedPair[] => {
        const storeId = known.get(uuid);
        return storeId === undefined ? [] : [[id, storeId, uuid]];
      });
      yield pairs;
      if (slice.length < SLICE) return;
      after = slice.at(-1)![0];
    }
  }

  function idsOf(table: UuidTable): Map<string, number> {
    const ids = new Map<string, number>();
    for (const pairs of inBoth(table)) for (const [id, , uuid] of pairs) ids.set(uuid, id);
    return ids;
  }

  function differingNodes(pairs: readonly Pair[]): Difference[] {
    if (pairs.length === 0) return [];
    const here = pairs.map(([, id]) => id);
    const there = pairs.map(([id]) => id);
    if (theirs.isShort(there) && ours.isShort(here)) {
      const joined = ours.joined(here);
      if (theirs.joined(there).every((text, i) => text === joined[i])) return differingExtras(pairs);
    }
    const known = byId(ours.nodes(here));
    const given = byId(theirs.nodes(there));
    const differing = pairs.flatMap(([id, storeId]) => {
      const difference = compareNode(given.get(id)!, known.get(storeId)!);
      return difference ? [{ storeId, difference }] : [];
    });
    const names = namesOf(differing.map(({ storeId }) => storeId));
    return differing.map(({ storeId, difference }) => ({
      kind: "node",
      uuid: names.get(storeId)![0],
      ...difference,
    }));
  }

  /** Of nodes that are the same but for their extras. */
  function differingExtras(pairs: readonly Pair[]): Difference[] {
    const known = ours.extras(pairs.map(([, id]) => id));
    const given = theirs.extras(pairs.map(([id]) => id));
    const found = pairs.flatMap(([, storeId], i) => {
      const extras = extrasChange(given[i]!, known[i]!);
      return extras ? [{ storeId, extras }] : [];
    });
    // Those that differ only in what AiiDA keeps for itself are counted and not shown: nobody asks for their names.
    const shown = found.filter(({ extras }) => !isOwnOnly(extras)).map(({ storeId }) => storeId);
    const names = namesOf(shown);
    return found.map(({ storeId, extras }) => {
      const [uuid, nodeType, label] = names.get(storeId) ?? ["", "", ""];
      return { kind: "node", uuid, nodeType, label, stays: [], extras };
    });
  }

  function namesOf(storeIds: readonly number[]) {
    return new Map(ours.names(storeIds).map(([id, ...name]) => [id, name]));
  }

  function differingComments(pairs: readonly NamedPair[]): Difference[] {
    const known = new Map(ours.comments(pairs.map(([, id]) => id)).map(([id, ...row]) => [id, row]));
    const given = new Map(theirs.comments(pairs.map(([id]) => id)).map(([id, ...row]) => [id, row]));
    return pairs.flatMap(([id, storeId, uuid]): Difference[] => {
      const [theirTime, file] = given.get(id)!;
      const [ourTime, text] = known.get(storeId)!;
      const by = timeToMicros(theirTime) - timeToMicros(ourTime);
      if (by === 0 && file === text) return [];
      return [
        { kind: "comment", uuid, newer: by > 0 ? "file" : by < 0 ? "library" : "same", library: text, file },
      ];
    });
  }

  function* compareGroups(): Generator<JobProgress, void> {
    const both = idsOf("db_dbgroup");
    const known = new Map(ours.groups().map(([id, uuid, label]) => [uuid, { id, label }]));
    let compared = 0;
    for (const [uuid, id] of both) {
      const { id: ownId, label } = known.get(uuid)!;
      const file = theirs.groupLabel(id);
      const members = new Set(ours.members(ownId));
      let onlyInFile = 0;
      let inBoth = 0;
      for (const member of theirs.members(id)) {
        if (members.has(member)) inBoth++;
        else onlyInFile++;
      }
      const onlyInLibrary = members.size - inBoth;
      if (file !== label || onlyInFile > 0 || onlyInLibrary > 0)
        found({ kind: "group", uuid, library: label, file, onlyInFile, onlyInLibrary });
      yield { phase: "comparing groups", done: ++compared, total: both.size, unit: "steps" };
    }
  }
}

function byId(rows: readonly ComparedNode[]): Map<number, ComparedNode> {
  return new Map(rows.map((row) => [row[0], row]));
}
