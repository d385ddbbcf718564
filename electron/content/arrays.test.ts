import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeArchive } from "../db/testing/make-archive.ts";
import { arraysOfNode, arrayWindow } from "./arrays.ts";
import { elementReader, readNpyHeader } from "./npy-format.ts";
import { makeNpy } from "./testing/make-npy.ts";

const ALL = { slice: [], row: 0, rows: 500, column: 0, columns: 100 };

function cellsOf(npy: Buffer, window = {}) {
  const source = makeArchive({ nodes: [{ files: { "a.npy": npy } }] });
  return arrayWindow(source, 1, "a", { ...ALL, ...window });
}

const doubles = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);

describe("elements", () => {
  const bytes = (hex: string) => Buffer.from(hex, "hex");
  test.each([
    ["<f8", doubles(0.1), "0.1"],
    [">f8", doubles(0.1).reverse(), "0.1"],
    ["<f8", doubles(Number.NaN), "nan"],
    ["<f8", doubles(Number.NEGATIVE_INFINITY), "-inf"],
    ["<f4", Buffer.from(Float32Array.of(0.1).buffer), "0.1"],
    ["<f4", Buffer.from(Float32Array.of(16777217).buffer), "16777216"],
    ["<f2", bytes("003c"), "1"],
    ["<f2", bytes("0100"), "5.960464477539063e-8"],
    ["<i8", bytes("0100000000000010"), "1152921504606846977"],
    [">i8", bytes("ffffffffffffffff"), "-1"],
    ["<u8", bytes("ffffffffffffffff"), "18446744073709551615"],
    ["|i1", bytes("80"), "-128"],
    [">u2", bytes("0102"), "258"],
    ["|b1", bytes("01"), "True"],
    ["<c16", doubles(1.5, -2), "1.5-2j"],
    ["<U3", bytes("e9000000240000000000000000"), "é$"],
    ["|S4", Buffer.from("ab\0\0"), "ab"],
  ])("%s", (descr, data, expected) => {
    const reader = elementReader(descr);
    expect("read" in reader && reader.read(data, 0)).toBe(expected);
  });

  test.each([
    ["|O", /Python objects/],
    ["<M8[ns]", /cannot be shown/],
    ["<f16", /cannot be shown/],
    ["nonsense!", /not known/],
  ])("%s is refused with a reason", (descr, reason) => {
    const reader = elementReader(descr);
    expect("problem" in reader && reader.problem).toMatch(reason);
  });
});

describe("headers", () => {
  test("versions 1 to 3", () => {
    for (const version of [1, 2, 3]) {
      expect(readNpyHeader(makeNpy("<f8", [2, 3], Buffer.alloc(48), { version }))).toMatchObject({
        descr: "<f8",
        shape: [2, 3],
        isFortranOrder: false,
      });
    }
  });
  test("what is wrong is said", () => {
    const problemOf = (bytes: Buffer) => {
      const header = readNpyHeader(bytes);
      return "problem" in header ? header.problem : null;
    };
    const good = makeNpy("<f8", [1], doubles(1));
    expect(problemOf(Buffer.from("not numpy at all"))).toContain("NumPy's format");
    expect(problemOf(good.subarray(0, 40))).toContain("cut short");
    expect(problemOf(makeNpy("[('x', '<f8')]", [1], doubles(1)))).toContain("structured");
    expect(problemOf(makeNpy("<f8", [2 ** 40, 2 ** 40], doubles(1)))).toContain("not possible");
  });
});

describe("arrayWindow", () => {
  test("shows any window of any shape and order as plain indexing does", async () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 0, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.boolean(),
        fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
        async (shape, isFortranOrder, picks) => {
          const size = shape.reduce((product, length) => product * length, 1);
          const data = doubles(...Array.from({ length: size }, (_, i) => i));
          const leading = shape.slice(0, -2).map((length, axis) => picks[axis]! % length);
          const window = { slice: leading, row: picks[4]!, rows: 2, column: picks[5]!, columns: 2 };
          const shown = await cellsOf(makeNpy("<f8", shape, data, { isFortranOrder }), window);
          const valueAt = (indices: number[]) => {
            let position = 0;
            const axes = indices.map((_, axis) => axis);
            for (const axis of isFortranOrder ? axes.reverse() : axes)
              position = position * shape[axis]! + indices[axis]!;
            return String(position);
          };
          const totalRows = shape.length >= 2 ? shape.at(-2)! : (shape[0] ?? 1);
          const totalColumns = shape.length >= 2 ? shape.at(-1)! : 1;
          const expected: string[][] = [];
          for (let row = window.row; row < Math.min(totalRows, window.row + 2); row++) {
            const line: string[] = [];
            for (let column = window.column; column < Math.min(totalColumns, window.column + 2); column++) {
              line.push(
                valueAt(shape.length >= 2 ? [...leading, row, column] : shape.length === 1 ? [row] : []),
              );
            }
            if (line.length > 0) expected.push(line);
          }
          expect(shown).toEqual({ totalRows, totalColumns, cells: expected });
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a large file is read as far as the window reaches", async () => {
    const rows = 3_000_000; // 24 MB: more than what is read whole
    const data = Buffer.alloc(rows * 8);
    data.writeDoubleLE(7.5, 8 * 2_500_000);
    const shown = await cellsOf(makeNpy("<f8", [rows], data), { row: 2_499_999, rows: 3 });
    expect(shown.cells).toEqual([["0"], ["7.5"], ["0"]]);
    expect(shown.totalRows).toBe(rows);
  });

  test("an index past the end shows nothing; an empty array neither", async () => {
    expect((await cellsOf(makeNpy("<f8", [2, 2, 2], Buffer.alloc(64)), { slice: [9] })).cells).toEqual([]);
    expect((await cellsOf(makeNpy("<f8", [0, 3], Buffer.alloc(0)))).cells).toEqual([]);
  });

  test("errors have names", async () => {
    await expect(cellsOf(makeNpy("|O", [1], Buffer.alloc(8)))).rejects.toMatchObject({
      code: "archive/corrupt",
    });
    await expect(cellsOf(makeNpy("<f8", [9], doubles(1)))).rejects.toMatchObject({ code: "archive/corrupt" });
    const source = makeArchive({ nodes: [{}] });
    await expect(arrayWindow(source, 1, "a", ALL)).rejects.toMatchObject({ code: "file/not-found" });
  });
});

test("arraysOfNode lists what attributes and files name, and says what cannot be shown", async () => {
  const source = makeArchive({
    nodes: [
      {
        attributes: { "array|good": [2], "array|gone": [4, 3], other: 1 },
        files: {
          "good.npy": makeNpy("<i4", [2], Buffer.alloc(8)),
          "extra.npy": makeNpy("|O", [1], Buffer.alloc(8)),
          "folder/inner.npy": makeNpy("<i4", [1], Buffer.alloc(4)),
          "short.npy": makeNpy("<i4", [10], Buffer.alloc(8)),
        },
      },
    ],
  });
  const arrays = await arraysOfNode(source, 1);
  expect(
    arrays.map(({ name, shape, dtype, problem }) => [name, shape, dtype, problem?.slice(0, 20) ?? null]),
  ).toEqual([
    ["extra", [1], "|O", "it holds Python obje"],
    ["gone", [4, 3], "", "the node has no file"],
    ["good", [2], "<i4", null],
    ["short", [10], "<i4", "its file is 136 byte"],
  ]);
});
