import fs from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openFile } from "./open-file.ts";
import { quietJob, temporaryFolder } from "./testing/temporary-folder.ts";
import { ZipReader } from "./zip-reader.ts";
import { ZipWriter } from "./zip-writer.ts";

const temporary = temporaryFolder();

async function write(file: string, fill: (zip: ZipWriter) => Promise<void> | void, leading: string[] = []) {
  const fd = fs.openSync(file, "w+");
  try {
    const zip = new ZipWriter(fd, { leading });
    await fill(zip);
    expect(zip.finish()).toBe(fs.fstatSync(fd).size);
  } finally {
    fs.closeSync(fd);
  }
}

async function readAll(file: string): Promise<[string, Buffer][]> {
  const open = openFile(file);
  try {
    const zip = await ZipReader.open(open, quietJob().signal);
    if (zip === null) throw new Error("no ZIP");
    const members: [string, Buffer][] = [];
    for (const [name] of zip.directory.names) {
      const member = zip.member(name);
      if (member === null) throw new Error(name);
      const whole = zip.read(member, 1e9);
      const parts: Buffer[] = [];
      for await (const chunk of zip.stream(member)) parts.push(chunk);
      expect(Buffer.concat(parts).equals(whole)).toBe(true);
      members.push([name, whole]);
    }
    return members;
  } finally {
    open.close();
  }
}

test("whatever is written comes back, in memory and streamed, at every level", async () => {
  const member = fc.record({
    bytes: fc.uint8Array({ maxLength: 5000 }).map((b) => Buffer.from(b)),
    level: fc.integer({ min: 0, max: 9 }),
    how: fc.constantFrom("buffer", "stream", "raw"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(member, { maxLength: 20 }), async (members) => {
      const file = temporary("round-trip.zip");
      await write(file, async (zip) => {
        for (const [i, { bytes, level, how }] of members.entries()) {
          const half = Math.floor(bytes.length / 2);
          const chunks = [bytes.subarray(0, half), bytes.subarray(half)];
          if (how === "buffer") zip.addBuffer(`m${i}`, bytes, level);
          else if (how === "stream") await zip.addStream(`m${i}`, chunks, level, bytes.length);
          else {
            const packed = deflateRawSync(bytes);
            const facts = { crc32: crc32(bytes), compressedSize: packed.length, size: bytes.length };
            await zip.addRaw(`m${i}`, { method: "deflated", ...facts }, [packed]);
          }
        }
      });
      expect(await readAll(file)).toEqual(members.map(({ bytes }, i) => [`m${i}`, bytes]));
    }),
    { numRuns: 60 },
  );
});

test("leading members come first in the directory, wherever they lie", async () => {
  const file = temporary("order.zip");
  const names = ["repo/b", "repo/a", "db.sqlite3", "metadata.json"];
  await write(
    file,
    (zip) => {
      for (const name of names) zip.addBuffer(name, Buffer.from(name), 6);
    },
    ["metadata.json", "db.sqlite3"],
  );
  const listed = (await readAll(file)).map(([name]) => name);
  expect(listed).toEqual(["metadata.json", "db.sqlite3", "repo/b", "repo/a"]);
  const bytes = fs.readFileSync(file);
  const places = names.map((name) => bytes.indexOf(name));
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("entries look as AiiDA's do: version 2.0, mode 0600, no extra fields, no flags", async () => {
  const file = temporary("entry.zip");
  await write(file, (zip) => zip.addBuffer("metadata.json", Buffer.from("{}"), 0));
  const bytes = fs.readFileSync(file);
  const record = bytes.subarray(bytes.indexOf("PK\u0001\u0002", 0, "latin1"));
  const field = (at: number, length: 2 | 4) =>
    length === 2 ? record.readUInt16LE(at) : record.readUInt32LE(at);
  expect({ madeBy: field(4, 2), version: field(6, 2), flags: field(8, 2), method: field(10, 2) }).toEqual({
    madeBy: 0x0314,
    version: 20,
    flags: 0,
    method: 0,
  });
  expect({ time: field(12, 2), date: field(14, 2), extra: field(30, 2), mode: field(38, 4) >>> 16 }).toEqual({
    time: 0,
    date: 0x21,
    extra: 0,
    mode: 0o600,
  });
});

test("equal members give equal bytes", async () => {
  const fill = async (zip: ZipWriter) => {
    zip.addBuffer("repo/x", Buffer.from("x".repeat(1000)), 6);
    await zip.addStream("db.sqlite3", [Buffer.alloc(100_000, 7)], 6, 100_000);
  };
  await write(temporary("one.zip"), fill);
  await write(temporary("two.zip"), fill);
  expect(fs.readFileSync(temporary("one.zip")).equals(fs.readFileSync(temporary("two.zip")))).toBe(true);
});

test("a writer that goes on behind another one gives the bytes of a single one", async () => {
  const add = (zip: ZipWriter, from: number, to: number) => {
    for (let i = from; i < to; i++) zip.addBuffer(`repo/${i}`, Buffer.from("x".repeat(i % 300)), 6);
  };
  for (const [first, count] of [
    [0, 3],
    [4_000, 5_000], // several slabs of records
    [5_000, 5_000],
  ] as const) {
    await write(temporary("whole.zip"), (zip) => add(zip, 0, count));
    await write(temporary("parts.zip"), (zip) => {
      const other = new ZipWriter(zip.fd);
      add(other, 0, first);
      zip.goOn(structuredClone(other.handOver()));
      expect(zip.memberCount).toBe(first);
      add(zip, first, count);
    });
    const [whole, parts] = ["whole.zip", "parts.zip"].map((name) => fs.readFileSync(temporary(name)));
    expect(parts!.equals(whole!)).toBe(true);
  }
});

test("more than 65,535 members need ZIP64 and are read back", async () => {
  const file = temporary("many.zip");
  const count = 66_000;
  await write(file, (zip) => {
    for (let i = 0; i < count; i++) zip.addBuffer(`repo/${i}`, Buffer.from(String(i)), 0);
  });
  const open = openFile(file);
  const zip = await ZipReader.open(open, quietJob().signal);
  const last = zip?.member(`repo/${count - 1}`);
  expect(zip?.directory.count).toBe(count);
  expect(last && zip?.read(last, 100).toString()).toBe(String(count - 1));
  open.close();
});

test.each([
  ["too few", [Buffer.from("ab")], 3],
  ["too many", [Buffer.from("ab"), Buffer.from("cd")], 3],
])("%s bytes for the announced size are an error", async (_, chunks, size) => {
  const fd = fs.openSync(temporary("size.zip"), "w+");
  const zip = new ZipWriter(fd);
  await expect(zip.addStream("m", chunks, 6, size)).rejects.toMatchObject({ code: "archive/corrupt" });
  const raw = { method: "stored", crc32: 0, compressedSize: size, size } as const;
  await expect(zip.addRaw("n", raw, chunks)).rejects.toMatchObject({ code: "archive/corrupt" });
  fs.closeSync(fd);
});

test("an error of the source comes through unchanged", async () => {
  const fd = fs.openSync(temporary("failing.zip"), "w+");
  const zip = new ZipWriter(fd);
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1_000_000, 1);
    throw new Error("the other disk went away");
  }
  await expect(zip.addStream("m", failing(), 6, 2_000_000)).rejects.toThrow("the other disk went away");
  fs.closeSync(fd);
});
