import { expect, test } from "vitest";
import { createMemoryDatabase } from "../connect.ts";
import { fillDatabase } from "../testing/fill-database.ts";
import { prepareExportReads } from "./export-rows.ts";
import { prepareLookedAtNodes } from "./looked-at-nodes.ts";

test("nodes that are only looked at have what decides whether they can be imported, where it is", () => {
  const db = createMemoryDatabase();
  fillDatabase(db, { nodes: [{ id: 3 }, { id: 5 }, { id: 8 }] });
  db.exec(`UPDATE db_dbnode SET attributes = '{"a": [1, 2]}', extras = '[]' WHERE id = 5`);
  db.exec(`UPDATE db_dbnode SET attributes = 'null', extras = NULL WHERE id = 8`);
  const whole = [...prepareExportReads(db).rows("db_dbnode", [3, 5, 8], "now")];
  const looked = prepareLookedAtNodes(db).rows([8, 3, 5])!;
  for (const [i, row] of whole.entries()) {
    expect(looked[i]).toHaveLength(row.length);
    for (const column of [0, 1, 2, 10, 11, 12, 13]) expect(looked[i]![column]).toEqual(row[column]);
  }
  expect(looked.map((row) => [row[8], row[9]])).toEqual([
    ["{}", "{}"],
    ["{}", "[]"],
    ["null", "{}"],
  ]);
  for (const text of ['{"a": NaN}', '{"a": ', "{a: 1}"]) {
    db.prepare("UPDATE db_dbnode SET attributes = ? WHERE id = 3").run(text);
    expect(prepareLookedAtNodes(db).rows([3])).toBeNull();
  }
  db.close();
});

test("sound nodes are told of all at once, and none where one of them is odd", () => {
  const db = createMemoryDatabase();
  fillDatabase(db, {
    nodes: [
      { id: 3, files: { "a.txt": "a" } },
      { id: 5, type: "process.workflow.workchain.WorkChainNode." },
      { id: 8, type: "other.", files: { "b.txt": "b", "c.txt": "c" } },
    ],
  });
  const { between } = prepareLookedAtNodes(db);
  const lists = db
    .prepare("SELECT repository_metadata FROM db_dbnode WHERE id IN (3, 8) ORDER BY id")
    .pluck();
  expect(between(3, 8)).toEqual({
    count: 3,
    classes: "dw-",
    userIds: [1],
    computerIds: [],
    lists: { count: 2, bytes: Buffer.from(lists.all().join("\n")) },
  });
  expect(between(4, 7)).toMatchObject({ count: 1, classes: "w", lists: { count: 0, bytes: null } });
  for (const odd of [
    "attributes = '[]'",
    `attributes = '{"a": NaN}'`,
    "attributes = NULL",
    "extras = '3'",
    "repository_metadata = '{'",
    `repository_metadata = '"${"x".repeat(20_000)}"'`,
    "uuid = ''",
    "user_id = 1.5",
    "extras = CAST('{}' AS BLOB)",
  ]) {
    db.exec(`BEGIN; UPDATE db_dbnode SET ${odd} WHERE id = 5`);
    expect(between(3, 8), odd).toBeNull();
    expect(between(6, 8), odd).not.toBeNull();
    db.exec("ROLLBACK");
  }
  db.close();
});
