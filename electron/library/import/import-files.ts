import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { KEY_BYTES, plainRepositoryKeys } from "../../archive/plain-repository-keys.ts";
import { repositoryKeys } from "../../archive/repository-keys.ts";
import type { JobContext, JobProgress } from "../../archive/source.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { prepareSelectionQueries } from "../../db/queries/selection.ts";
import { Container } from "../../store/container.ts";
import type { OpenLibrary } from "../open-library.ts";
import type { ImportRun } from "./import-run.ts";
import { WantedFiles } from "./wanted-files.ts";

const SLICE_NODES = 500;
const TURN_MS = 20;
const LOOKS_AT_FILES = 1000;
const DENSE = 4;

/**
 * Keys of all files that nodes of the archive name, each once: those of new nodes are known from their rows, here come those
 * of the others.
 */
export function* collectKeys(run: ImportRun): Generator<JobProgress, Set<string>> {
  const phase = "reading file lists";
  if (run.existing.nodes === 0) {
    yield { phase, done: run.fresh.nodes, total: run.fresh.nodes, unit: "nodes" };
    return run.keys;
  }
  if (run.chosenNodes === null) return yield* keysOfAll(run, phase);
  const queries = prepareSelectionQueries(run.source.db);
  let done = 0;
  for (let after = -1; ; ) {
    const rows = queries.repositorySlice(after, SLICE_NODES);
    for (const [id, metadata] of rows) {
      const storeId = run.nodes.get(id);
      if (storeId === undefined || !run.nodes.isKnown(storeId)) continue;
      for (const key of repositoryKeys(metadata)) run.keys.add(key);
    }
    done += rows.length;
    yield { phase, done, total: null, unit: "nodes" };
    if (rows.length < SLICE_NODES) return run.keys;
    after = rows.at(-1)![0];
  }
}

/** Keys of all files that any node of the archive names: those of a slice of nodes come as bytes, few of which are looked at. */
function* keysOfAll(run: ImportRun, phase: string): Generator<JobProgress, Set<string>> {
  const queries = prepareSelectionQueries(run.source.db);
  const total = run.nodes.size;
  let done = 0;
  let first: number | null = null;
  for (const [id] of run.nodes.entries()) {
    first ??= id;
    if (++done % SLICE_NODES !== 0 && done !== total) continue;
    const [count, texts] = queries.plainRepositoriesBetween(first, id);
    const plain = texts === null ? null : plainRepositoryKeys(texts, count);
    if (texts !== null && plain !== null) {
      for (const at of plain) run.keys.add(texts.toString("latin1", at, at + KEY_BYTES));
    } else if (count > 0) {
      for (const metadata of queries.repositoriesBetween(first, id))
        for (const key of repositoryKeys(metadata)) run.keys.add(key);
    }
    first = null;
    yield { phase, done, total, unit: "nodes" };
  }
  return run.keys;
}

/**
 * Which of these the store lacks. They are taken out of `keys`: those that are there stay.
 * @throws AppError `archive/corrupt` when the archive lacks one as well.
 */
export async function missingKeys(
  run: ImportRun,
  library: Pick<OpenLibrary, "container">,
  keys: Set<string>,
  context: JobContext,
): Promise<WantedFiles> {
  const container = await Container.open(library.container, context);
  const wanted: string[] = [];
  try {
    const isThere = knownTo(container, keys);
    let turn = performance.now() + TURN_MS;
    for (const key of keys) {
      if (!isThere(key) && !run.earlier?.hasFile(key)) wanted.push(key);
      else run.existing.files++;
      if (performance.now() < turn) continue;
      const done = wanted.length + run.existing.files;
      context.progress({ phase: "looking for files", done, total: keys.size, unit: "files" });
      await setImmediate();
      throwIfCancelled(context.signal);
      turn = performance.now() + TURN_MS;
    }
  } finally {
    container.close();
  }
  const { objects } = run.source;
  if (wanted.length === keys.size) keys.clear();
  else for (const key of wanted) keys.delete(key);
  await setImmediate();
  const lost: string[] = [];
  for (const key of wanted) {
    const size = objects.size(key);
    if (size === null) lost.push(key);
    else run.sums.bytes += size;
  }
  if (lost.length > 0) {
    throw new AppError(
      "archive/corrupt",
      `The archive lacks the contents of ${lost.length.toLocaleString("en")} of its files, so nothing was imported. Ask for the file again.`,
      { check: "object missing", objects: lost.slice(0, 20), count: lost.length },
    );
  }
  run.fresh.files = wanted.length;
  run.earlier?.bringFiles(wanted);
  await setImmediate();
  return new WantedFiles(objects, wanted);
}

/** Tells which of these keys a container holds. Many are compared with its list, few looked up in it. */
export function knownTo(container: Container, keys: ReadonlySet<string>): (key: string) => boolean {
  if (keys.size < LOOKS_AT_FILES) return (key) => container.size(key) !== null;
  const known = new Set<string>();
  for (const { key } of container.loose()) if (keys.has(key)) known.add(key);
  if (container.packedCount > DENSE * keys.size)
    return (key) => known.has(key) || container.packedAt(key) !== null;
  for (const key of container.packedKeys()) if (keys.has(key)) known.add(key);
  return (key) => known.has(key);
}
