import { expect, test } from "vitest";
import { createMemoryDatabase } from "../connect.ts";
import { prepareLinkSlices } from "./link-slices.ts";

const LONG = "long ".repeat(1000);

function withLinks(
  rows: [id: number, source: unknown, target: unknown, label: unknown, type: string][],
  wholeTable = false,
) {
  const db = createMemoryDatabase();
  db.exec("CREATE TABLE db_dblink (id INTEGER PRIMARY KEY, input_id, output_id, label, type)");
  const insert = db.prepare("INSERT INTO db_dblink VALUES (?, ?, ?, ?, ?)");
  for (const row of rows) insert.run(...row);
  return prepareLinkSlices(db, wholeTable);
}

test.each([false, true])(
  "links of a type come in slices by their ids, whatever labels hold (table walked: %s)",
  (wholeTable) => {
    const labels = ['a"b\\c', "lines\nand \u0000 bytes", "ünï 🎉", "", "[1,2]", LONG, "last"];
    const slice = withLinks(
      [
        ...labels.map((label, i): [number, number, number, string, string] => [
          10 - i,
          i,
          2 ** 40,
          label,
          "create",
        ]),
        [11, 1, 2, "other", "return"],
      ],
      wholeTable,
    );
    const expected = labels
      .map((label, i) => ({ id: 10 - i, source: i, target: 2 ** 40, label }))
      .toSorted((a, b) => a.id - b.id);
    expect(slice("create", -1, 100)).toEqual(expected);
    expect(slice("create", 5, 2)).toEqual(expected.filter(({ id }) => id === 6 || id === 7));
    expect(slice("create", 10, 2)).toEqual([]);
  },
);

test("an end that is no id leads to no node, and a label may be missing or bytes", () => {
  const slice = withLinks([
    [1, "one", 2, null, "create"],
    [2, null, 1.25, Buffer.from("bytes"), "create"],
    [3, 7, 8, "numbers with a point", "create"],
  ]);
  const links = slice("create", -1, 10);
  expect(links.map(({ label }) => label)).toEqual(["", "bytes", "numbers with a point"]);
  expect(links[2]).toMatchObject({ source: 7, target: 8 });
  for (const id of [links[0]!.source, links[1]!.source, links[1]!.target])
    expect(Number.isInteger(id)).toBe(false);
});
