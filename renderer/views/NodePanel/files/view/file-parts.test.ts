import fc from "fast-check";
import { expect, test } from "vitest";
import { sniffFile } from "./file-kind.ts";
import { hexRow } from "./hex-rows.ts";
import { imageSize } from "./image-size.ts";
import { LineReader, matchingRows } from "./text-lines.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? Array.from(part, (char) => char.charCodeAt(0)) : part,
    ),
  );
const utf8 = (text: string) => new TextEncoder().encode(text);

test("tells files apart by their bytes; SVG and HTML are text", () => {
  expect(sniffFile(bytes("\x89PNG\r\n\x1a\n", [0, 0])).mediaType).toBe("image/png");
  expect(sniffFile(bytes([0xff, 0xd8, 0xff, 0xe0])).kind).toBe("image");
  expect(sniffFile(bytes("GIF89a", [1, 0])).kind).toBe("image");
  expect(sniffFile(bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ")).kind).toBe("image");
  expect(sniffFile(utf8("<svg onload='alert(1)'/>")).kind).toBe("text");
  expect(sniffFile(utf8("<!doctype html>")).kind).toBe("text");
  expect(sniffFile(utf8(" &CONTROL\n /\n")).encoding).toBe("utf-8");
  expect(sniffFile(new Uint8Array(0)).kind).toBe("text");
  expect(sniffFile(bytes("PK", [3, 4, 0, 0])).kind).toBe("hex");
  expect(sniffFile(bytes("Schr", [0xf6], "dinger")).encoding).toBe("windows-1252");
  expect(sniffFile(utf8("aé").subarray(0, 2)).encoding).toBe("utf-8"); // cut inside a character
  expect(sniffFile(utf8("\u001b[31mred\u001b[0m")).kind).toBe("text");
});

test("reads the size of each image type, and none from a cut header", () => {
  expect(imageSize(bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 1, 0, 0, 0, 0, 7]))).toEqual({
    width: 256,
    height: 7,
  });
  expect(imageSize(bytes("\x89PNG\r\n\x1a\n"))).toBeNull();
  expect(imageSize(bytes("GIF89a", [3, 0, 4, 1]))).toEqual({ width: 3, height: 260 });
  const extension = [0x21, 0xfe, 2, 1, 1, 1, 9, 0];
  const gif = bytes("GIF89a", [3, 0, 4, 1, 0x80, 0, 0], [0, 0, 0, 9, 9, 9], extension);
  const picture = [0x2c, 1, 0, 0, 0, 0xff, 0xff, 2, 0, 0, 0];
  expect(imageSize(bytes([...gif], picture))).toEqual({ width: 65536, height: 260 });
  expect(imageSize(gif)).toEqual({ width: 3, height: 260 });
  const app0 = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
  expect(imageSize(bytes(app0, [0xff, 0xc2, 0, 17, 8, 1, 0, 2, 0, 3]))).toEqual({ width: 512, height: 256 });
  expect(imageSize(bytes(app0, [0xff, 0xda]))).toBeNull();
  const riff: (string | number[])[] = ["RIFF", [0, 0, 0, 0], "WEBP"];
  expect(imageSize(bytes(...riff, "VP8X", [10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 19, 0, 0]))).toEqual({
    width: 10,
    height: 20,
  });
  expect(imageSize(bytes(...riff, "VP8L", [0, 0, 0, 0, 0x2f, 0x09, 0xc0, 0x04, 0]))).toEqual({
    width: 10,
    height: 20,
  });
});

test("no bytes make the image header reader fail", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        "\x89PNG",
        "GIF89a",
        "GIF89a\x01\x00\x01\x00\x00\x00\x00",
        "\xff\xd8\xff\xe0",
        "RIFF....WEBPVP8X",
      ),
      fc.uint8Array(),
      (magic, rest) => {
        imageSize(bytes(magic, [...rest]));
      },
    ),
  );
});

function linesOf(pieces: Uint8Array[]) {
  const reader = new LineReader("utf-8");
  pieces.forEach((piece, i) => reader.add(piece, i === pieces.length - 1));
  return reader.read();
}

test("the lines of a text do not depend on how it is cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "é", "\n", "\r\n", "🙂", "long ")),
      fc.array(fc.nat(40)),
      (parts, cuts) => {
        const text = parts.join("");
        const all = utf8(text);
        const places = [...new Set(cuts.map((cut) => Math.min(cut, all.length)))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, i) => all.subarray(from, places[i] ?? all.length));
        const whole = text.endsWith("\n") ? text.slice(0, -1) : text;
        const expected = whole.split("\n").map((line) => line.replace(/\r$/, ""));
        expect(linesOf(pieces).rows).toEqual(expected);
      },
    ),
  );
});

test("a long line goes on in rows without a number", () => {
  const { rows, numbers, lines, longest } = linesOf([utf8(`${"x".repeat(2500)}\nshort`)]);
  expect(rows.map((row) => row.length)).toEqual([1000, 1000, 500, 5]);
  expect(numbers).toEqual([1, 0, 0, 2]);
  expect([lines, longest]).toEqual([2, 1000]);
});

test("finds rows up to a limit", () => {
  expect(matchingRows(["aB", "c", "ab"], /ab/giu, 10)).toEqual([0, 2]);
  expect(matchingRows(["aB", "c", "ab"], /ab/giu, 1)).toEqual([0]);
  expect(matchingRows(["a"], null, 1)).toEqual([]);
});

test("writes a hex row, short ones padded", () => {
  expect(hexRow(16, bytes("Hi", [0, 255]))).toEqual({
    offset: "00000010",
    hex: `48 69 00 ff${" ".repeat(37)}`,
    ascii: "Hi··",
  });
});

test("a part that does not begin the file has no line numbers", () => {
  const reader = new LineReader("utf-8", false);
  reader.add(utf8("end of a line\nnext\n"), true);
  expect(reader.read()).toMatchObject({ rows: ["end of a line", "next"], numbers: [0, 0], lines: 2 });
});
