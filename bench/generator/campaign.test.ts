import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSource } from "../../electron/sources/open-source.ts";
import type { Source } from "../../electron/archive/source.ts";
import { createProvenance, UNWATCHED } from "../../electron/provenance/provenance.ts";
import { writeCampaign } from "./campaign.ts";

let folder: string;
let source: Source;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-campaign-"));
  await writeCampaign({ nodes: 1000, target: path.join(folder, "a.aiida") });
  source = await openSource(path.join(folder, "a.aiida"), UNWATCHED, { cacheDir: folder });
});

afterAll(() => {
  source.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function rows<T>(sql: string): T[] {
  return source.db.prepare<[], T>(sql).all();
}

function hashOf(name: string): string {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(folder, name)))
    .digest("hex");
}

test("the same count gives the same bytes, another seed others", async () => {
  await writeCampaign({ nodes: 1000, target: path.join(folder, "b.aiida") });
  await writeCampaign({ nodes: 1000, target: path.join(folder, "c.aiida"), seed: 7 });
  expect(hashOf("b.aiida")).toBe(hashOf("a.aiida"));
  expect(hashOf("c.aiida")).not.toBe(hashOf("a.aiida"));
  expect(fs.readdirSync(folder).filter((name) => name.endsWith(".sqlite3"))).toEqual([]);
});

test("our reader opens it without a warning and finds what a campaign has", async () => {
  expect(source.warnings).toEqual([]);
  expect(source.version).toBe("main_0001");
  const provenance = createProvenance(source);
  const { graph } = await provenance.graph(UNWATCHED);
  expect(graph.nodeIds.length).toBe(1000);
  const [{ count } = { count: 0 }] = rows<{ count: number }>(
    "SELECT count(*) AS count FROM db_dbgroup_dbnodes m JOIN db_dbgroup g ON g.id = m.dbgroup_id WHERE g.label = 'screening/pilot'",
  );
  expect(count).toBe(10);
  for (const table of ["db_dblog", "db_dbcomment", "db_dbcomputer", "db_dbuser"])
    expect(rows(`SELECT id FROM ${table}`).length, table).toBeGreaterThan(1);
});

test("processes are sealed, and ended in many ways", () => {
  const ends = rows<{ state: string; status: number | null; sealed: number }>(
    `SELECT DISTINCT attributes ->> 'process_state' AS state, attributes ->> 'exit_status' AS status,
       attributes ->> 'sealed' AS sealed FROM db_dbnode WHERE node_type LIKE 'process.%'`,
  );
  expect(ends.every(({ sealed }) => sealed === 1)).toBe(true);
  expect(ends.length).toBeGreaterThan(3);
});

test("links keep AiiDA's rules: types by class, one creator and caller, labels unique", () => {
  expect(
    rows(`SELECT l.id FROM db_dblink l JOIN db_dbnode s ON s.id = l.input_id JOIN db_dbnode t ON t.id = l.output_id
      WHERE NOT CASE l.type
        WHEN 'input_calc' THEN s.node_type LIKE 'data.%' AND t.node_type LIKE 'process.calculation.%'
        WHEN 'input_work' THEN s.node_type LIKE 'data.%' AND t.node_type LIKE 'process.workflow.%'
        WHEN 'create' THEN s.node_type LIKE 'process.calculation.%' AND t.node_type LIKE 'data.%'
        WHEN 'return' THEN s.node_type LIKE 'process.workflow.%' AND t.node_type LIKE 'data.%'
        WHEN 'call_calc' THEN s.node_type LIKE 'process.workflow.%' AND t.node_type LIKE 'process.calculation.%'
        WHEN 'call_work' THEN s.node_type LIKE 'process.workflow.%' AND t.node_type LIKE 'process.workflow.%'
        ELSE 0 END`),
  ).toEqual([]);
  const repeated = (columns: string, types: string) =>
    rows(`SELECT 1 FROM db_dblink WHERE type IN (${types}) GROUP BY ${columns} HAVING count(*) > 1`);
  expect(repeated("output_id, label, type", "'input_calc', 'input_work'")).toEqual([]);
  expect(repeated("input_id, label, type", "'create', 'return'")).toEqual([]);
  expect(repeated("output_id", "'create'")).toEqual([]);
  expect(repeated("output_id", "'call_calc', 'call_work'")).toEqual([]);
});

test("every file that a node names is in the archive, under the hash of its bytes", () => {
  const named = new Set<string>();
  for (const { text } of rows<{ text: string }>("SELECT repository_metadata AS text FROM db_dbnode"))
    for (const [, key] of text.matchAll(/"k": "([0-9a-f]{64})"/g)) named.add(key!);
  expect(new Set(source.objects.keys())).toEqual(named);
  for (const key of named)
    expect(createHash("sha256").update(source.objects.read(key)).digest("hex")).toBe(key);
});

test("database rows are sound", () => {
  expect(rows("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(rows("PRAGMA foreign_key_check")).toEqual([]);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const node of rows<{ uuid: string; ctime: string }>("SELECT uuid, ctime FROM db_dbnode")) {
    expect(node.uuid).toMatch(uuid);
    expect(node.ctime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
  }
});
