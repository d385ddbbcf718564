import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { InflateAside } from "./inflate-aside.ts";

const MIB = 1024 * 1024;
/** Compresses somewhat, so that a step ends here with its input and there with its output. */
const SAMPLE = Buffer.from(Uint32Array.from({ length: 4 * MIB }, (_, i) => (i * i) % 65_537).buffer);

/** As who reads a file into two buffers that take turns. */
function* inTurns(packed: Buffer, chunkBytes: number): Generator<Buffer> {
  let [buffer, other] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
  for (let at = 0; at < packed.length; at += chunkBytes) {
    const length = packed.copy(buffer, 0, at, at + chunkBytes);
    yield buffer.subarray(0, length);
    [buffer, other] = [other, buffer];
  }
}

async function inflated(packed: Buffer, chunkBytes: number, pause = false): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const aside = InflateAside.create()!;
  for await (const chunk of aside.inflate(inTurns(packed, chunkBytes), packed.length)) {
    chunks.push(Buffer.from(chunk));
    if (pause) await new Promise((resolve) => setTimeout(resolve, 5)); // it goes on, or fails, meanwhile
  }
  return Buffer.concat(chunks);
}

test("gives what was deflated, whatever the pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(SAMPLE.length),
      fc.integer({ min: 100_000, max: 5 * MIB }),
      fc.constantFrom(0, 1, 6),
      fc.nat(50),
      async (length, chunkBytes, level, behind) => {
        const bytes = SAMPLE.subarray(SAMPLE.length - length);
        const packed = Buffer.concat([deflateRawSync(bytes, { level }), Buffer.alloc(behind, 7)]);
        expect((await inflated(packed, chunkBytes)).equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test("exactly as much as fits into one step", async () => {
  const twice = Buffer.concat([SAMPLE, SAMPLE]);
  for (const length of [16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 32 * MIB]) {
    const bytes = twice.subarray(0, length);
    const packed = deflateRawSync(bytes, { level: 1 });
    for (const behind of [0, 9]) {
      const followed = Buffer.concat([packed, Buffer.alloc(behind)]);
      expect((await inflated(followed, followed.length)).equals(bytes)).toBe(true);
    }
  }
});

test("what is damaged or cut short fails with zlib's code, also while nobody waits", async () => {
  const packed = deflateRawSync(SAMPLE);
  const damaged = Buffer.concat([packed.subarray(0, packed.length >> 1), Buffer.alloc(MIB, 0xff)]);
  const short = packed.subarray(0, packed.length - 10);
  for (const pause of [false, true]) {
    await expect(inflated(damaged, MIB, pause)).rejects.toMatchObject({ code: "Z_DATA_ERROR" });
    await expect(inflated(short, MIB, pause)).rejects.toMatchObject({ code: "Z_BUF_ERROR" });
  }
  expect(await inflated(Buffer.alloc(0), MIB)).toHaveLength(0);
});

test("may be given up at any chunk, and when the input fails", async () => {
  const packed = deflateRawSync(SAMPLE);
  for (const chunks of [1, 2, 9, 17]) {
    let left = chunks;
    for await (const chunk of InflateAside.create()!.inflate(inTurns(packed, MIB), packed.length)) {
      expect(chunk.length).toBeGreaterThan(0);
      if (--left === 0) break;
    }
  }
  function* failing(): Generator<Buffer> {
    yield packed.subarray(0, 1000);
    throw new Error("unreadable");
  }
  const reading = async () => {
    for await (const chunk of InflateAside.create()!.inflate(failing(), packed.length))
      expect(chunk).toBeDefined();
  };
  await expect(reading()).rejects.toThrow("unreadable");
});
