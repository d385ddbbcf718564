import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createMemoryDatabase } from "./connect.ts";
import { decodeIndex, encodeIndex } from "./index-format.ts";
import { keepIndexes, kept, keptAtOnce } from "./kept-index.ts";

const temporary = temporaryFolder();

/** A database whose indexes lie in the temporary folder; every call is another opening of it. */
function opened(): ReturnType<typeof createMemoryDatabase> {
  const db = createMemoryDatabase();
  const fileOf = (name: string) => temporary(`digest.${name}.index`);
  keepIndexes(db, { fileOf, temporaryFor: (file) => `${file}.${Math.random()}.tmp` });
  return db;
}

const files = () => fs.readdirSync(path.dirname(temporary("x")));
const value = () => ({
  ids: Int32Array.of(1, -2, 3),
  odd: Uint8Array.of(7),
  none: null,
  list: ["ü", ""],
  n: 1.5,
});

const anyKey = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, "text", "ü\u0000\ud83d\ude00", 1.5),
    fc.int32Array(),
    fc.uint8Array(),
    fc.uint32Array(),
    fc.float64Array(),
    fc.array(fc.string()),
    fc.array(anyKey),
    fc.tuple(fc.array(anyKey), fc.string()).map(([keys, other]) => [...keys, other]),
    fc.uniqueArray(fc.integer()).map((items) => new Set(items)),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
  ),
})).value;

describe("the format", () => {
  test("whatever is kept comes back, bit for bit", () => {
    fc.assert(
      fc.property(anyValue, (given) => {
        const joined = Buffer.concat(encodeIndex({ given }));
        const bytes = Buffer.allocUnsafeSlow(joined.length); // as a file is read: not out of a pool
        joined.copy(bytes);
        expect(decodeIndex(bytes)).toEqual({ given });
      }),
    );
  });

  test("bytes that are cut, longer, changed or of another version are nothing", () => {
    const bytes = Buffer.concat(encodeIndex(value()));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(decodeIndex(bytes.subarray(0, at))).toBeNull();
        const changed = Buffer.from(bytes);
        changed[at]! ^= change;
        const isPadding = at >= 20 && at < 24; // of the header: holds nothing
        if (!isPadding) expect(decodeIndex(changed)).toBeNull();
      }),
    );
    expect(decodeIndex(Buffer.concat([bytes, Buffer.alloc(8)]))).toBeNull();
  });
});

describe("what is kept beside a database", () => {
  const once = (result: unknown = value()) => {
    let calls = 0;
    const work = () => {
      calls++;
      return result;
    };
    return { work, calls: () => calls };
  };

  test("is worked out once, in slices or at once, and equal the next time", () => {
    const { work, calls } = once();
    expect(keptAtOnce(opened(), "piece", work)).toEqual(value());
    expect(keptAtOnce(opened(), "piece", work)).toEqual(value());
    expect(calls()).toBe(1);
    const job = kept(opened(), "piece", function* () {
      yield "a step";
      return work();
    });
    expect(job.next()).toEqual({ done: true, value: value() });
    if (process.platform !== "win32") {
      expect(fs.statSync(temporary(files()[0]!)).mode & 0o777).toBe(0o600);
    }
  });

  test("is worked out anew when it is damaged, and replaced", () => {
    const { work, calls } = once();
    keptAtOnce(opened(), "piece", work);
    const file = temporary(files()[0]!);
    const whole = fs.readFileSync(file);
    for (const damage of [whole.subarray(0, 40), Buffer.alloc(0), Buffer.alloc(whole.length)]) {
      fs.writeFileSync(file, damage);
      const before = calls();
      expect(keptAtOnce(opened(), "piece", work)).toEqual(value());
      expect(calls()).toBe(before + 1);
      expect(fs.readFileSync(file).equals(whole)).toBe(true);
    }
  });

  test("leaves nothing half written: a job given up keeps nothing, a writer that died is passed over", () => {
    const job = kept(opened(), "piece", function* () {
      yield "a step";
      return value();
    });
    job.next();
    job.return(value());
    expect(files()).toEqual([]);
    fs.writeFileSync(temporary("digest.piece.index.1-ff.tmp"), "half");
    const { work, calls } = once();
    expect(keptAtOnce(opened(), "piece", work)).toEqual(value());
    expect(calls()).toBe(1);
  });

  test("two writers at once leave one whole file", () => {
    const [first, second] = [opened(), opened()].map((db) =>
      kept(db, "piece", function* () {
        yield "a step";
        return value();
      }),
    ) as [Generator, Generator];
    first.next();
    second.next();
    expect(first.next().value).toEqual(value());
    expect(second.next().value).toEqual(value());
    expect(files()).toHaveLength(1);
    const { work, calls } = once();
    expect(keptAtOnce(opened(), "piece", work)).toEqual(value());
    expect(calls()).toBe(0);
  });

  test("without a place, or where nothing can be written, the work is done each time", () => {
    const { work, calls } = once();
    const db = createMemoryDatabase();
    keptAtOnce(db, "piece", work);
    keptAtOnce(db, "piece", work);
    keepIndexes(db, { fileOf: () => temporary("no/such/folder"), temporaryFor: (file) => file });
    expect(keptAtOnce(db, "piece", work)).toEqual(value());
    expect(calls()).toBe(3);
  });
});
