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
