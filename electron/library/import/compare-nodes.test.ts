import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openReadOnly } from "../../db/connect.ts";
import type { TestNode } from "../../db/testing/contents.ts";
import { writeStore } from "../../store/testing/make-store.ts";
import { comparisonOfNodes } from "./compare-nodes.ts";
import { isOwnOnly, type NodeDifference } from "./node-differences.ts";

const temporary = temporaryFolder();
const HASH = "0123456789abcdef".repeat(4);
/** What an import leaves of extras when AiiDA's hash goes, and texts that only look like that. */
const WITHOUT_HASH = [
  '{"hidden": false}',
  '{ "hidden": false}',
  '{"hidden": fals}',
  '{"hidden": false}\u0000x',
  '{"k\\u00e9": 1}',
  '{"_aiida_hash": 1}',
  '{"\\u005faiida_hash": 1}',
];
const EXTRAS = [
  "{}",
  null,
  `{"_aiida_hash": "${HASH}"}`,
  `{"_aiida_hash": "${HASH.replace("f", "g")}"}`,
  `{"_aiida_hash": "${HASH.slice(0, -7)}\\", \\"x"}`,
  `{"_aiida_hash":"${HASH}"}`,
  ...WITHOUT_HASH,
  ...WITHOUT_HASH.map((text) => `{"_aiida_hash": "${HASH}", ${text.slice(1)}`),
  `{"_aiida_hash": "${HASH}"}\u0000x`,
  `{"_aiida_hash": "${HASH}", }`,
  '{"_aiida_hash": "short"}',
];

const node = fc.record<Omit<TestNode, "id">>({
  type: fc.constantFrom("data.core.dict.Dict.", "process.calculation.calcfunction.CalcFunctionNode."),
  label: fc.constantFrom("", "label", "2"),
  description: fc.constantFrom("", "text\u001e"),
  attributes: fc.constantFrom(
    "{}",
    '{"a": 1, "b": 2}',
    '{"b": 2, "a": 1}',
    '{"a": 1, "checkpoints": 2}',
    "3",
  ),
  extras: fc.constantFrom(...EXTRAS),
  repositoryMetadata: fc.constantFrom("{}", "[]", '{"o": {}}'),
});

const uuids = (id: number) => `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`;

/** What is said of a difference, in any order; names of what nobody is shown are left out. */
function said(differences: readonly NodeDifference[]): string[] {
  return differences
    .map(({ uuid, nodeType, label, stays, extras }) =>
      JSON.stringify(
        stays.length === 0 && isOwnOnly(extras!) ? extras : { uuid, nodeType, label, stays, extras },
      ),
    )
    .sort();
}

test("SQLite finds what reading both one by one finds", () => {
  let run = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(node, fc.option(node)), { minLength: 1, maxLength: 30 }), (nodes) => {
      const folder = temporary(String(run++));
      const given = nodes.map(([one], i) => ({ ...one, id: 3 * i + 1, uuid: uuids(i) }));
      const own = nodes.map(([one, other], i) => ({ ...(other ?? one), id: i + 1, uuid: uuids(i) }));
      const [file, store] = [
        writeStore(path.join(folder, "given"), { nodes: given }),
        writeStore(path.join(folder, "own"), { nodes: own }),
      ].map((one) => path.join(one, "database.sqlite"));
      const pairs = nodes.map((_, i) => [3 * i + 1, i + 1] as const);
      const [apart, together] = [fs.readFileSync(file!), file!].map((source) => {
        const databases = [openReadOnly(source), openReadOnly(store!)] as const;
        const found = comparisonOfNodes(...databases)(pairs);
        const isBeside = (databases[1].pragma("database_list") as unknown[]).length === 2;
        for (const db of databases) db.close();
        return { found: said(found), isBeside };
      });
      fs.rmSync(folder, { recursive: true });
      expect([apart!.isBeside, together!.isBeside]).toEqual([false, true]);
      expect(together!.found).toEqual(apart!.found);
    }),
    { numRuns: 120 },
  );
});
