import fc from "fast-check";
import { expect, test } from "vitest";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "./archive-schema.ts";
import { createMemoryDatabase } from "./connect.ts";
import { newestNodes } from "./newest-nodes.ts";
import { listNodes } from "./node-filter.ts";
import { nodeTable } from "./node-table.ts";
import { makeArchive } from "./testing/make-archive.ts";

const job = { signal: { aborted: false }, progress: () => undefined };

const two = (most: number) =>
  fc.integer({ min: 1, max: most }).map((number) => String(number).padStart(2, "0"));
const stored = fc
  .tuple(fc.constantFrom("2023-12", "2024-02"), two(31), two(25), fc.constantFrom("000000", "000001", "5"))
  .map(([month, day, hour, micros]) => `${month}-${day} ${hour}:00:00.${micros.padEnd(6, "0")}`);
const odd = fc.constantFrom(
  "2024-02-10",
  "2023-12-30 01:00:00-99:99",
  "2024-02-27T00:00:00.000000+99:99",
  "2024-02-01 00:00:00.0+1200",
  " 2024-02-29 10:00:00.000000",
  "2024-02-20 10:00:60.000000",
  "no time",
  "",
);

test("the newest nodes are those that the whole list begins with, or are not told", () => {
  return fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ arbitrary: stored, weight: 12 }, { arbitrary: odd, weight: 1 }), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.integer({ min: 1, max: 12 }),
      async (times, most) => {
        const source = makeArchive({ nodes: times.map((ctime) => ({ type: "data.core.int.Int.", ctime })) });
        const found = newestNodes(source.db, "ctime", most, 0);
        const sort = { column: "ctime", descending: true } as const;
        const { nodeIds } = await listNodes(nodeTable(source.db), {}, sort, job);
        source.close();
        if (found) expect([...found.nodeIds]).toEqual([...nodeIds.subarray(0, most)]);
        if (found) expect(found.total).toBe(times.length);
      },
    ),
  );
});

test("they are told where all times are as AiiDA stores them, and not without an index", () => {
  for (const isIndexed of [true, false]) {
    const db = createMemoryDatabase();
    for (const statement of [...ARCHIVE_TABLES, ...(isIndexed ? ARCHIVE_INDEXES : [])]) db.exec(statement);
    db.pragma("foreign_keys = OFF");
    const insert = db.prepare(`
      INSERT INTO db_dbnode (uuid, node_type, label, description, ctime, mtime, attributes, extras, repository_metadata, user_id)
      VALUES (?, 'data.core.int.Int.', '', '', ?, '', '{}', '{}', '{}', 1)`);
    for (const day of [3, 1, 2]) insert.run(String(day), `2024-02-0${day} 10:00:00.000000`);
    const expected = isIndexed ? { nodeIds: Int32Array.of(1, 3), total: 3 } : null;
    expect(newestNodes(db, "ctime", 2, 0)).toEqual(expected);
    expect(newestNodes(db, "ctime", 2)).toBeNull();
    db.close();
  }
});
