import { escapeLine } from "../../../shared/text/escape.ts";
import type { LinkType } from "../../../shared/model/link.ts";
import { LINK_RULES, type LinkClass } from "../../../shared/model/link-rules.ts";
import type { JobProgress } from "../../archive/source.ts";
import type { StoredLink } from "../../db/queries/library-rows.ts";
import type { ImportLink } from "../../db/queries/link-slices.ts";
import { type ImportRun, invalid, uniqueness } from "./import-run.ts";
import { IMPORT_ORDER, KnownLinks, Labels } from "./link-rules.ts";
import { withoutIndexes } from "./without-indexes.ts";

const SLICE_LINKS = 2_000;
const SLICE_TEXTS = 5_000; // some milliseconds
/** All links of the store are read, and not those of each node, where they are at most so many times the archive's. */
const ALL_AT_ONCE = 4;
/** So many links of the store may stand between two of the archive before it is taken to have another order. */
const MOST_PASSED = 2_000;

/**
 * Bring the links whose ends are there into the store: one that it has counts as existing; a new one has to join the
 * right classes and to be the only one of its kind, among those of the store and of the archive (`docs/data-model.md`,
 * "Links"). Links between nodes that the store had before are added as well.
 * Memory: that of `KnownLinks`, for one type at a time.
 */
export function* importLinks(run: ImportRun): Generator<JobProgress, void> {
  run.reads.requireWholeIndex();
  const count = (rows: { countLinks(type: LinkType): number }) =>
    IMPORT_ORDER.reduce((sum, type) => sum + rows.countLinks(type), 0);
  // Where the archive has nodes of the store, links are looked up by the indexes.
  const coming = run.existing.nodes === 0 ? count(run.reads) : 0;
  yield* withoutIndexes(run, "db_dblink", { coming, there: count(run.library) }, addLinks(run));
}

function* addLinks(run: ImportRun): Generator<JobProgress, void> {
  const links = { nextId: run.library.nextId("db_dblink"), labels: new Labels() };
  for (const type of IMPORT_ORDER) {
    const total = run.reads.countLinks(type);
    if (total === 0 || (yield* areTheSame(run, type, total)) || (yield* areAllThere(run, type, total)))
      continue;
    const known = new KnownLinks(type, total);
    const lookUp = yield* storedLinks(run, type, total, known, links.labels);
    let done = 0;
    for (let after = -1; done < total; ) {
      const slice = run.reads.links(type, after, SLICE_LINKS);
      if (slice.length === 0) break;
      lookUp(slice);
      for (const link of slice) addLink(run, type, link, known, links);
      done += slice.length;
      after = slice.at(-1)!.id;
      yield { phase: "importing links", done, total, unit: "links" };
    }
    run.writes.flush();
  }
}

/**
 * Whether the links of a type are the same in store and archive, and in one order: then their texts are, but for the ids of nodes.
 * They are counted then; else nothing is, and that was soon seen.
 */
function* areTheSame(run: ImportRun, type: LinkType, total: number): Generator<JobProgress, boolean> {
  if (run.existing.nodes === 0 || run.library.countLinks(type) !== total) return false;
  let storeAfter = -1;
  let done = 0;
  for (let after = -1; done < total; ) {
    const theirs = run.reads.linkTexts(type, after, SLICE_TEXTS);
    const ours = theirs && run.library.linkTexts(type, storeAfter, SLICE_TEXTS);
    if (!ours || theirs.count !== ours.count || theirs.labels !== ours.labels) return false;
    const { nodes } = run;
    if (!nodes.lead(theirs.sources, ours.sources) || !nodes.lead(theirs.targets, ours.targets)) return false;
    after = theirs.lastId;
    storeAfter = ours.lastId;
    done += theirs.count;
    yield { phase: "comparing links", done, total, unit: "links" };
  }
  run.existing.links += total;
  return true;
}

/**
 * Whether the store has all of a type's links, in the archive's order, as after an import of the same file: then they are counted,
 * and none has to be made known. Where it does not, nothing is counted, and that was soon seen.
 */
function* areAllThere(run: ImportRun, type: LinkType, total: number): Generator<JobProgress, boolean> {
  if (run.existing.nodes === 0) return false;
  const stored = run.library.linksOf(type)[Symbol.iterator]();
  let found = 0;
  let done = 0;
  for (let after = -1; done < total; ) {
    const slice = run.reads.links(type, after, SLICE_LINKS);
    if (slice.length === 0) break;
    for (const link of slice) {
      const source = run.nodes.get(link.source);
      const target = run.nodes.get(link.target);
      if (source === undefined || target === undefined) continue; // as in `addLink`
      if (!isAhead(stored, source, target, link.label)) return false;
      found++;
    }
    done += slice.length;
    after = slice.at(-1)!.id;
    yield { phase: "comparing links", done, total, unit: "links" };
  }
  run.existing.links += found;
  return true;
}

/** Whether a link is among the next ones of the store; those before it are passed over. */
function isAhead(stored: Iterator<StoredLink>, source: number, target: number, label: string): boolean {
  for (let passed = 0; passed < MOST_PASSED; passed++) {
    const next = stored.next();
    if (next.done) return false;
    const [from, to, named] = next.value;
    if (from === source && to === target && named === label) return true;
  }
  return false;
}

/**
 * Make the store's links of a type known: all of them, or, where it has many more than the archive, those at nodes of the
 * archive as they are met.
 * @returns What is to be told of each slice of the archive's links before they are looked at.
 */
function* storedLinks(
  run: ImportRun,
  type: LinkType,
  total: number,
  known: KnownLinks,
  labels: Labels,
): Generator<JobProgress, (slice: readonly ImportLink[]) => void> {
  if (run.existing.nodes === 0) return () => undefined;
  if (run.library.countLinks(type) > ALL_AT_ONCE * total) return lookingUp(run, type, known, labels);
  let done = 0;
  for (const [source, target, label] of run.library.linksOf(type)) {
    known.add(source, target, labels.code(label));
    if (++done % SLICE_LINKS === 0) yield { phase: "comparing links", done, total: null, unit: "links" };
  }
  return () => undefined;
}

/** Make the store's links at nodes that it had before known, once for each node. */
function lookingUp(run: ImportRun, type: LinkType, known: KnownLinks, labels: Labels) {
  const looked = new Set<number>(); // nodes of the store whose links are among the known ones
  return (slice: readonly ImportLink[]) => {
    const nodes = new Set<number>();
    for (const { source, target } of slice) {
      for (const id of [run.nodes.get(source), run.nodes.get(target)]) {
        if (id === undefined || looked.has(id) || !run.nodes.isKnown(id)) continue;
        looked.add(id);
        nodes.add(id);
      }
    }
    if (nodes.size === 0) return;
    for (const [source, target, label] of run.library.linksAt([...nodes], type)) {
      known.add(source, target, labels.code(label));
    }
  };
}

function addLink(
  run: ImportRun,
  type: LinkType,
  link: ImportLink,
  known: KnownLinks,
  links: { nextId: number; labels: Labels },
): void {
  const source = run.nodes.get(link.source);
  const target = run.nodes.get(link.target);
  if (source === undefined || target === undefined) return; // an end is not there, or was not chosen
  const label = links.labels.code(link.label);
  const found = known.find(source, target, label);
  if (found === "same") {
    run.existing.links++;
    return;
  }
  if (source === target) throw invalid(`${named(type, link)} leads from a node to itself`, { link: link.id });
  const rules = LINK_RULES[type];
  requireClass(run, type, link, "source", rules.source);
  requireClass(run, type, link, "target", rules.target);
  if (found !== null) {
    throw uniqueness(`${named(type, link)} would be a second one with the same ${found}`, {
      link: link.id,
      type,
      key: found,
    });
  }
  run.writes.link(links.nextId++, source, target, link.label, type);
  known.add(source, target, label);
  run.fresh.links++;
  if (run.nodes.isKnown(source) && run.nodes.isKnown(target)) run.sums.linksBetweenExisting++;
}

function requireClass(
  run: ImportRun,
  type: LinkType,
  link: ImportLink,
  end: "source" | "target",
  wanted: LinkClass,
): void {
  const known = run.nodes.classOf(link[end]);
  if (known === wanted) return;
  const nodeType = run.reads.nodeType(link[end]);
  if (nodeType.startsWith(wanted)) {
    run.nodes.setClass(link[end], wanted);
    return;
  }
  const does = end === "source" ? "begins" : "ends";
  throw invalid(`${named(type, link)} ${does} at a ${escapeLine(nodeType)}`, { link: link.id });
}

const named = (type: LinkType, link: ImportLink) =>
  `The ${type} link "${escapeLine(link.label)}" (row ${link.id})`;
