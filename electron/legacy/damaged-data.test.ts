import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase } from "../db/connect.ts";
import { convertLegacy } from "./convert-legacy.ts";
import {
  archiveOf,
  convertTexts,
  type LegacyTexts,
  readVectors,
  repositoryOf,
  textsOf,
} from "./testing/convert-data.ts";

const VECTORS = readVectors();
const inFolder = temporaryFolder();
const RUNS = Number(process.env["STEMMA_TEST_RUNS"] ?? 60);

/** A change of some bytes of `data.json`. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  gone: fc.nat({ max: 40 }),
  come: fc.oneof(
    fc.constantFrom(
      "",
      "null",
      "{}",
      "[]",
      '"',
      ",",
      "}",
      "]",
      "NaN",
      "1e999",
      '"date"',
      '"\\ud800"',
      "\u0000",
      "ÿ",
      '"uuid": 5, ',
    ),
    fc.string({ maxLength: 3 }),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  ),
});

function changed(data: string, changes: readonly { at: number; gone: number; come: string }[]): Buffer {
  let bytes = Buffer.from(data);
  for (const { at, gone, come } of changes) {
    const from = Math.floor(at * bytes.length);
    bytes = Buffer.concat([
      bytes.subarray(0, from),
      Buffer.from(come, "latin1"),
      bytes.subarray(from + gone),
    ]);
  }
  return bytes;
}

/** Swap two values of the same JSON: what stays is JSON, but means something else. */
const swap = fc.tuple(fc.nat(), fc.nat());

function swapped(data: string, swaps: readonly (readonly [number, number])[]): string {
  const root = JSON.parse(data.replaceAll("NaN", "0")) as object;
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      collect((value as Record<string, unknown>)[key]);
    }
  };
  collect(root);
  for (const [first, second] of swaps) {
    const [a, keyA] = places[first % places.length]!;
    const [, keyB] = places[second % places.length]!;
    const other = places[second % places.length]![0][keyB];
    a[keyA] = JSON.parse(JSON.stringify(other ?? null)) as unknown;
  }
  return JSON.stringify(root);
}

/** The conversion answers: with tables that SQLite finds whole, or with an error of ours. */
async function answers(texts: LegacyTexts): Promise<void> {
  for (const readable of [false, true]) {
    try {
      const { db } = await convertTexts(texts, { readable });
      expect(db.pragma("foreign_key_check")).toEqual([]);
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      db.close();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(["archive/corrupt", "archive/limit"]).toContain(error.code);
      expect(error.message.length).toBeLessThan(600);
    }
  }
}

describe("a data.json of any kind is answered", () => {
  const vector = fc.constantFrom(...VECTORS);
  test("with changed bytes", async () => {
    await fc.assert(
      fc.asyncProperty(vector, fc.array(change, { minLength: 1, maxLength: 4 }), async (given, changes) => {
        const texts = textsOf(given, 5000);
        await answers({ ...texts, data: changed(given.data, changes) });
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  test("with exchanged values", async () => {
    await fc.assert(
      fc.asyncProperty(vector, fc.array(swap, { minLength: 1, maxLength: 6 }), async (given, swaps) => {
        await answers({ ...textsOf(given, 5000), data: swapped(given.data, swaps) });
      }),
      { numRuns: RUNS },
    );
  }, 600_000);
});

test("a cancelled conversion leaves a database that can be closed", async () => {
  const file = inFolder("cancelled/db.sqlite3");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const db = createDatabase(file);
  const signal = { aborted: false };
  const texts = textsOf(VECTORS[0]!, 100);
  const slow = archiveOf(texts);
  const archive = {
    ...slow,
    async *data() {
      for await (const chunk of slow.data()) {
        yield chunk;
        signal.aborted = true;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
  const context = { signal: signal as never, progress: () => undefined };
  const conversion = convertLegacy(archive, repositoryOf(texts), db, context, {
    version: "main_0001",
    readable: false,
  });
  await expect(conversion).rejects.toMatchObject({ code: "cancelled" });
  expect(db.inTransaction).toBe(false);
  db.close();
  expect(fs.readdirSync(path.dirname(file))).toEqual(["db.sqlite3"]);
});
