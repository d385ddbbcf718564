import { timeToMicros } from "../../../shared/model/stored-time.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import { dropMappedPages, unmapped } from "../../db/mapped-memory.ts";
import { prepareCompareRows } from "../../db/queries/compare-rows.ts";
import { prepareLibraryRows, type UuidTable } from "../../db/queries/library-rows.ts";
import type { IdPair } from "../../db/queries/nodes-side-by-side.ts";
import { comparisonOfNodes } from "./compare-nodes.ts";
import type { ImportScope } from "./import-scope.ts";
import { matchByIndex } from "./match-rows.ts";
import { NodeMap } from "./node-map.ts";
import type { NodeDifference } from "./node-differences.ts";

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

/** Nodes of a file, by their ids there and in the library. */
export type MatchedNodes = Pick<NodeMap, "entries" | "size" | "get">;
/** A row that both have, by its ids and by what it is known by. */
type NamedPair = [...IdPair, uuid: string];

const SLICE = 500;

/**
 * Compare what a file and the library both have, whatever an import would do about it, and call `found` for each
 * difference: nodes, comments, computers, groups. Reads only. Equal nodes cost 2 µs each, others 20.
 * @param matched Ids in file and store of the nodes of the file, where somebody has matched them already.
 * @yields Rows done, after every slice.
 */
export function* findDifferences(
  source: Source,
  { reads, nodes: chosenNodes }: ImportScope,
  library: Database,
  found: (difference: Difference) => void,
  matched?: MatchedNodes,
): Generator<JobProgress, void> {
  const rows = prepareLibraryRows(library);
  const theirs = prepareCompareRows(source.db);
  const ours = prepareCompareRows(library);

  const nodes = matched ?? (yield* matchedNodes());
  yield* compareNodes();
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

  function* matchedNodes(): Generator<JobProgress, MatchedNodes> {
    const firstNew = rows.nextId("db_dbnode");
    const nodes = new NodeMap(firstNew);
    if (firstNew === 1) return nodes; // the library has none
    yield* matchByIndex({ reads, library: rows, chosenNodes }, "db_dbnode", (id, storeId) => {
      nodes.add(id, storeId ?? firstNew);
    });
    return nodes;
  }

  function* compareNodes(): Generator<JobProgress, void> {
    const firstNew = rows.nextId("db_dbnode");
    const differing = comparisonOfNodes(source.db, library);
    const mapAgain = unmapped(source.db); // the comparison maps the file once more
    const compare = (pairs: readonly IdPair[]) => {
      for (const difference of differing(pairs)) found({ kind: "node", ...difference });
    };
    let slice: IdPair[] = [];
    let done = 0;
    for (const pair of nodes.entries()) {
      done++;
      if (pair[1] >= firstNew || slice.push(pair) < SLICE) continue; // new, or brought by a file before
      compare(slice);
      slice = [];
      yield { phase: "comparing nodes", done, total: nodes.size, unit: "nodes" };
    }
    compare(slice);
    mapAgain();
    dropMappedPages(library);
    yield { phase: "comparing nodes", done, total: nodes.size, unit: "nodes" };
  }

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
      // Where all nodes of the file have been matched, ids do: UUIDs would have to be looked up for each.
      const isWhole = chosenNodes === null && nodes.size > 0;
      const members = new Set<unknown>(isWhole ? ours.memberIds(ownId) : ours.members(ownId));
      const given = isWhole
        ? theirs.memberIds(id).flatMap((node) => nodes.get(node) ?? []) // others are not there
        : theirs.members(id);
      let onlyInFile = 0;
      let inBoth = 0;
      for (const member of given) {
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
