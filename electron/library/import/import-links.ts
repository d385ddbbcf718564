import { escapeLine } from "../../../shared/text/escape.ts";
import type { LinkType } from "../../../shared/model/link.ts";
import { LINK_RULES } from "../../../shared/model/link-rules.ts";
import type { JobProgress } from "../../archive/source.ts";
import type { ImportLink } from "../../db/queries/import-reads.ts";
import { type ImportRun, invalid, uniqueness } from "./import-run.ts";
import { IMPORT_ORDER, KnownLinks, Labels } from "./link-rules.ts";

const SLICE_LINKS = 2_000;

/**
 * Bring the links whose ends are there into the store: one that it has counts as existing; a new one has to join the
 * right classes and to be the only one of its kind, among those of the store and of the archive (`docs/data-model.md`,
 * "Links"). Links between nodes that the store had before are added as well.
 */
export function* importLinks(run: ImportRun): Generator<JobProgress, void> {
  let nextId = run.library.nextId("db_dblink");
  for (const type of IMPORT_ORDER) {
    const known = new KnownLinks(type);
    const labels = new Labels();
    const looked = new Set<number>(); // nodes of the store whose links are among the known ones
    const total = run.reads.countLinks(type);
    let done = 0;
    for (let after = -1; done < total; ) {
      const slice = run.reads.links(type, after, SLICE_LINKS);
      if (slice.length === 0) break;
      lookUp(run, type, slice, looked, (source, target, label) =>
        known.add(source, target, labels.code(label)),
      );
      for (const link of slice) {
        if (addLink(run, type, link, nextId, known, labels)) nextId++;
      }
      done += slice.length;
      after = slice.at(-1)!.id;
      yield { phase: "importing links", done, total, unit: "links" };
    }
  }
}

/** Make the store's links at nodes that it had before known, once for each node. */
function lookUp(
  run: ImportRun,
  type: LinkType,
  slice: readonly ImportLink[],
  looked: Set<number>,
  add: (source: number, target: number, label: string) => void,
): void {
  const nodes = new Set<number>();
  for (const { source, target } of slice) {
    for (const id of [run.nodes.get(source), run.nodes.get(target)]) {
      if (id === undefined || looked.has(id) || !run.existingNodes.has(id)) continue;
      looked.add(id);
      nodes.add(id);
    }
  }
  if (nodes.size === 0) return;
  for (const [source, target, label] of run.library.linksAt([...nodes], type)) add(source, target, label);
}

/** True if the link was added. */
function addLink(
  run: ImportRun,
  type: LinkType,
  link: ImportLink,
  id: number,
  known: KnownLinks,
  labels: Labels,
): boolean {
  const source = run.nodes.get(link.source)!; // both ends are nodes of the archive, and all of those are in the map
  const target = run.nodes.get(link.target)!;
  const label = labels.code(link.label);
  const found = known.find(source, target, label);
  if (found === "same") {
    run.existing.links++;
    return false;
  }
  const of = `The ${type} link "${escapeLine(link.label)}" (row ${link.id})`;
  if (source === target) throw invalid(`${of} leads from a node to itself`, { link: link.id });
  const rules = LINK_RULES[type];
  if (!link.sourceType.startsWith(rules.source)) {
    throw invalid(`${of} begins at a ${escapeLine(link.sourceType)}`, { link: link.id });
  }
  if (!link.targetType.startsWith(rules.target)) {
    throw invalid(`${of} ends at a ${escapeLine(link.targetType)}`, { link: link.id });
  }
  if (found !== null) {
    throw uniqueness(`${of} would be a second one with the same ${found}`, {
      link: link.id,
      type,
      key: found,
    });
  }
  run.writes.link(id, source, target, link.label, type);
  known.add(source, target, label);
  run.fresh.links++;
  if (run.existingNodes.has(source) && run.existingNodes.has(target)) run.sums.linksBetweenExisting++;
  return true;
}
