import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { crcJoiner } from "./joined-crc.ts";

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 167 + (i >> 5)) % 256));

test("the CRC of two pieces is that of both in a row, for any lengths", () => {
  for (const length of [0, 1, 2, 3, 7, 64, 255, 1000, 4096, 5000]) {
    const border = bytes.length - length;
    const [first, second] = [bytes.subarray(0, border), bytes.subarray(border)];
    expect(crcJoiner(length)(crc32(first), crc32(second))).toBe(crc32(bytes));
  }
});

test("many pieces of one length are joined one after the other", () => {
  const join = crcJoiner(500);
  let crc = 0;
  for (let at = 0; at < bytes.length; at += 500) crc = join(crc, crc32(bytes.subarray(at, at + 500)));
  expect(crc).toBe(crc32(bytes));
});
