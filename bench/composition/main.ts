import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Source } from "../../electron/archive/source.ts";
import { openSource } from "../../electron/sources/open-source.ts";

// node main.js ARCHIVE …: of what archives consist, one by one, and all their files by name. Prints JSON.

/** Files of one kind: how many, their bytes, and those bytes as they lie in the archive. */
interface Uses {
  count: number;
  bytes: number;
  packed: number;
}

interface Tree {
  k?: string;
  o?: Readonly<Record<string, Tree>>;
}

const UNWATCHED = { signal: { aborted: false }, progress: () => {} };

const byName = new Map<string, Uses>();
const archives: unknown[] = [];
for (const file of process.argv.slice(2)) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-composition-"));
  const source = await openSource(file, UNWATCHED, { cacheDir: folder });
  archives.push({ name: path.basename(file, ".aiida"), ...survey(source) });
  source.close();
  fs.rmSync(folder, { recursive: true, force: true });
}
const names = [...byName].map(([name, uses]) => ({ name, ...uses })).toSorted((a, b) => b.bytes - a.bytes);
console.log(JSON.stringify({ archives, names }));

function survey({ db, objects }: Source) {
  const nodes = db
    .prepare<[], { type: string; json: number; tree: string | null }>(
      `SELECT node_type AS type, repository_metadata AS tree,
         length(attributes) + length(extras) + length(coalesce(repository_metadata, '')) AS json FROM db_dbnode`,
    )
    .all();
  const database = db.prepare<[], { bytes: number }>(
    "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
  );
  const files: Uses = { count: 0, bytes: 0, packed: 0 };
  const distinct: Uses = { count: 0, bytes: 0, packed: 0 };
  const met = new Set<string>();
  for (const { tree } of nodes) {
    for (const [name, key] of filesIn(JSON.parse(tree ?? "{}") as Tree)) {
      const named = byName.get(name) ?? { count: 0, bytes: 0, packed: 0 };
      byName.set(name, named);
      const counted = met.has(key) ? [files, named] : [files, named, distinct];
      met.add(key);
      const { size, compressedSize } = objects.raw(key)!;
      for (const uses of counted) {
        uses.count++;
        uses.bytes += size;
        uses.packed += compressedSize;
      }
    }
  }
  return {
    nodes: nodes.length,
    calculations: nodes.filter(({ type }) => type.startsWith("process.calculation.calcjob.")).length,
    jsonBytes: nodes.reduce((sum, { json }) => sum + json, 0),
    databaseBytes: database.get()!.bytes,
    files,
    distinct,
  };
}

function* filesIn(tree: Tree, folder = ""): Generator<[name: string, key: string]> {
  for (const [name, entry] of Object.entries(tree.o ?? {})) {
    if (entry.k === undefined) yield* filesIn(entry, `${folder}${name}/`);
    else yield [folder + name, entry.k];
  }
}
