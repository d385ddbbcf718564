import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryDatabase } from "../connect.ts";
import { prepareLinkSlices, prepareLinkTexts } from "./link-slices.ts";

const LONG = "long ".repeat(1000);

type Row = [id: number, source: unknown, target: unknown, label: unknown, type: string];

function databaseWith(rows: readonly Row[]) {
  const db = createMemoryDatabase();
  db.exec("CREATE TABLE db_dblink (id INTEGER PRIMARY KEY, input_id, output_id, label, type)");
  const insert = db.prepare("INSERT INTO db_dblink VALUES (?, ?, ?, ?, ?)");
  for (const row of rows) insert.run(...row);
  return db;
}

const withLinks = (rows: readonly Row[], wholeTable = false) =>
  prepareLinkSlices(databaseWith(rows), wholeTable);

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

const textsOf = (rows: readonly Row[], wholeTable = false) =>
  prepareLinkTexts(databaseWith(rows), wholeTable)("create", -1, 10);

test("links come in pieces that are the same when the links are, but not where a label is long or missing, or an end no id", () => {
  for (const wholeTable of [false, true]) {
    expect(
      textsOf(
        [
          [3, 1n, 2n, 'a"b,', "create"],
          [5, 7n, 8n, "c", "return"],
          [9, BigInt(2 ** 40), 0n, "\u0000ü", "create"],
        ],
        wholeTable,
      ),
    ).toEqual({
      count: 2,
      lastId: 9,
      sources: Float64Array.of(1, 2 ** 40),
      targets: Float64Array.of(2, 0),
      labels: 'a"b,\u001e\u0000ü',
    });
    for (const odd of [
      [1, 1n, 2n, LONG, "create"],
      [1, 1n, 2n, null, "create"],
      [1, 1n, 2n, "a\u001eb", "create"],
      [1, -1n, 2n, "a", "create"],
      [1, 1.5, 2n, "a", "create"],
      [1, 2n ** 60n, 2n, "a", "create"],
      [1, 1n, "two", "a", "create"],
      [1, 1n, "", "a", "create"],
      [1, "1,2", 2n, "a", "create"],
      [1, "1e3", 2n, "a", "create"],
      [1, null, 2n, "a", "create"],
      [1, 1n, 2n, "a", "return"],
    ] satisfies Row[]) {
      expect(textsOf([[2, 1n, 2n, "a", "create"], odd], wholeTable) === null).toBe(odd[4] === "create");
    }
    expect(textsOf([], wholeTable)).toBeNull();
  }
});

test("what one row lacks another one does not make up for", () => {
  expect(
    textsOf([
      [1, 1n, 2n, null, "create"],
      [2, 1n, 2n, "a\u001eb", "create"],
    ]),
  ).toBeNull();
  expect(
    textsOf([
      [1, null, 2n, "a", "create"],
      [2, "1,2", 2n, "b", "create"],
    ]),
  ).toBeNull();
});

test("the pieces hold the same links as the slices, whatever is stored", () => {
  const id = fc.oneof(fc.bigInt(0n, 3n), fc.constantFrom<unknown>(null, "1", "01", 1.5, 2.0, "1,1", -1n));
  const label = fc.oneof(
    fc.constantFrom<unknown>("a", "b", "a\u001eb", "", null, Buffer.from("a")),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id, label), { maxLength: 4 }), (given) => {
      const rows = given.map(([source, target, name], i): Row => [i + 1, source, target, name, "create"]);
      const texts = textsOf(rows);
      if (texts === null) return;
      const links = withLinks(rows)("create", -1, 10);
      expect([...texts.sources]).toEqual(links.map(({ source }) => source));
      expect([...texts.targets]).toEqual(links.map(({ target }) => target));
      expect(texts.labels).toBe(links.map((link) => link.label).join("\u001e"));
      expect(links.some((link) => link.label.includes("\u001e"))).toBe(false);
    }),
  );
});
