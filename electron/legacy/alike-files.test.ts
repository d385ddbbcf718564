import { crc32, deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import type { PackedMember } from "../archive/zip-members.ts";
import { AlikeFiles } from "./alike-files.ts";

function packed(text: string, level = 6): PackedMember {
  const bytes = Buffer.from(text);
  const deflated = deflateRawSync(bytes, { level });
  const compressedSize = deflated.length;
  const raw = { name: text, index: 0, method: "deflated", crc32: crc32(bytes), compressedSize } as const;
  return { raw: { ...raw, size: bytes.length }, packed: deflated };
}

/** What is known of a file after it came so often. */
function keyAfter(times: number, file: PackedMember, alike = new AlikeFiles()): string | null {
  for (let i = 0; i < times; i++) alike.note(file, "its key");
  return alike.keyOf(file);
}

test("a file is known when it came twice, an empty one when it came once", () => {
  expect([1, 2, 3].map((times) => keyAfter(times, packed("#!/bin/sh\n")))).toEqual([
    null,
    "its key",
    "its key",
  ]);
  expect(keyAfter(1, packed(""))).toBe("its key");
  expect(keyAfter(0, packed(""))).toBeNull();
});

test("what only has the same checksum is another file", () => {
  const file = packed("pw.x < aiida.in > aiida.out\n".repeat(9));
  const alike = new AlikeFiles();
  keyAfter(2, file, alike);
  const others = [
    packed("pw.x < aiida.in > aiida.out\n".repeat(9), 0), // the same, packed otherwise
    { ...file, raw: { ...file.raw, size: 1 } },
    { ...file, raw: { ...file.raw, method: "stored" as const } },
    { ...file, packed: Buffer.concat([file.packed, Buffer.from([0])]) },
  ];
  expect(others.map((other) => alike.keyOf(other))).toEqual([null, null, null, null]);
  expect(alike.keyOf(packed("pw.x < aiida.in > aiida.out\n".repeat(9)))).toBe("its key");
});

test("the packed bytes that were given may change afterwards", () => {
  const file = packed("lattice parameter");
  const alike = new AlikeFiles();
  keyAfter(2, file, alike);
  const again = { ...file, packed: Buffer.from(file.packed) };
  file.packed.fill(0);
  expect(alike.keyOf(again)).toBe("its key");
});
