import fs from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openFile } from "./open-file.ts";
import { readingAhead } from "./read-ahead.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const temporary = temporaryFolder();
const BYTES = Buffer.from(Uint32Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 0x9e3779b1)).buffer);

const steps = fc.oneof(
  fc.record({ gap: fc.integer({ min: 0, max: 2000 }), length: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({
    gap: fc.integer({ min: -400_000, max: 400_000 }),
    length: fc.integer({ min: 0, max: 400_000 }),
  }),
);

test("gives the bytes of the file, in order or not, small pieces or large", () => {
  const path = temporary("bytes");
  fs.writeFileSync(path, BYTES);
  const file = openFile(path);
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 200 }), (all) => {
      const ahead = readingAhead(file);
      let at = 0;
      for (const { gap, length } of all) {
        const from = Math.max(0, Math.min(BYTES.length, at + gap));
        at = Math.min(BYTES.length, from + length);
        if (!ahead.readAt(from, at - from).equals(BYTES.subarray(from, at))) return false;
      }
      return true;
    }),
  );
  file.close();
});

test("reads what is left of a file that became shorter, and refuses what is not", () => {
  const path = temporary("shorter");
  fs.writeFileSync(path, BYTES.subarray(0, 20_000));
  const file = openFile(path);
  const ahead = readingAhead(file);
  fs.truncateSync(path, 1000);
  expect(ahead.readAt(0, 1000)).toEqual(BYTES.subarray(0, 1000));
  expect(() => ahead.readAt(900, 200, "a")).toThrow(expect.objectContaining({ code: "archive/corrupt" }));
  expect(() => ahead.readAt(30_000, 10, "a")).toThrow(expect.objectContaining({ code: "archive/corrupt" }));
  expect(ahead.readAt(500, 10)).toEqual(BYTES.subarray(500, 510));
  file.close();
});
