import fs from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { DeflatedFile, type EarlyPiece, earlyPieces, FIRST_EARLY } from "./deflated-file.ts";

const at = temporaryFolder();
const MIB = 1024 ** 2;

/** Bytes that deflate somewhat, and none of which come again 4 MiB later. */
function contents(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i += 64)
    bytes.writeUInt32LE((i * 2_654_435_761) >>> 0, Math.min(i, length - 4));
  return bytes;
}

async function deflated(file: string, early?: ReadonlyMap<number, EarlyPiece>) {
  const one = new DeflatedFile(file, 6, quietJob().signal, early);
  const pieces: Uint8Array[] = [];
  for await (const piece of one.pieces()) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return { facts: { size: one.size, crc32: one.crc32 }, bytes };
}

function early(file: string): Map<number, EarlyPiece> {
  return new Map([...earlyPieces(file, 6, FIRST_EARLY)].map(({ position, ...piece }) => [position, piece]));
}

test("pieces that were deflated before serve if they are the same in the end, and change no byte", async () => {
  const file = at("db");
  const whole = contents(17 * MIB);
  fs.writeFileSync(file, whole.subarray(0, 13 * MIB));
  const before = early(file);
  expect([...before.keys()]).toEqual([1, 2]); // the first changes in any case, the last is not whole
  whole.fill(7, 9 * MIB, 9 * MIB + 10); // in the piece at 2
  whole.fill(8, 0, 10);
  fs.writeFileSync(file, whole);
  const plain = await deflated(file);
  const helped = await deflated(file, before);
  expect(helped.bytes.equals(plain.bytes)).toBe(true);
  expect(helped.facts).toEqual(plain.facts);
  expect(helped.facts).toMatchObject({ size: whole.length, crc32: crc32(whole) });
  expect(inflateRawSync(helped.bytes).equals(whole)).toBe(true);
});

test("a piece that was deflated before is none that ends the stream", async () => {
  const file = at("db");
  fs.writeFileSync(file, contents(8 * MIB));
  const before = early(file);
  expect([...before.keys()]).toEqual([1]);
  const { bytes } = await deflated(file, before);
  expect(inflateRawSync(bytes).equals(contents(8 * MIB))).toBe(true);
});

test("a file of one piece has none before the end", () => {
  fs.writeFileSync(at("db"), contents(4 * MIB));
  expect(early(at("db")).size).toBe(0);
});
