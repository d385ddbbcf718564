import { execFileSync } from "node:child_process";
import fs from "node:fs";
import fc from "fast-check";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { memoryBytes } from "./inflate-tar.ts";
import { readPaxRecords } from "./pax-records.ts";
import { tarMembers } from "./tar-members.ts";
import { decodeName } from "./tar-names.ts";

const temporary = temporaryFolder();

interface Entry {
  name: string;
  data: Buffer;
}

async function packed(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, data } of entries) tar.entry({ name }, data);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function contents(tar: Buffer): Entry[] {
  return read(tar)[0];
}

/** What is in a tar, and whether it has an end mark. */
function read(tar: Buffer): [entries: Entry[], end: "end" | "no end"] {
  const bytes = memoryBytes(tar);
  let end: "end" | "no end" = "end";
  const members = [...tarMembers(bytes, { onNoEnd: () => void (end = "no end") })];
  return [members.map(({ name, offset, size }) => ({ name, data: bytes.readAt(offset, size) })), end];
}

const isWellFormed = (text: string) => Buffer.from(text).toString() === text;

const names = fc
  .array(fc.string({ minLength: 1, maxLength: 40, unit: "binary" }), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join("/"))
  .filter((name) => !/[\0\n]/.test(name) && !name.endsWith("/") && isWellFormed(name));
const entries = fc.array(
  fc.record({ name: names, data: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) }),
  { maxLength: 8 },
);

test("what a tar was packed from comes out, whatever the names", async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (members) => {
      expect(contents(await packed(members))).toEqual(members);
    }),
    { numRuns: 60 },
  );
});

test("cut within a member a tar is damaged; cut behind one it only lacks its end mark", async () => {
  const members = [
    { name: "metadata.json", data: Buffer.from("{}") },
    { name: `nodes/${"long".repeat(60)}`, data: Buffer.alloc(700, 1) },
    { name: "ünïcode", data: Buffer.alloc(0) },
  ];
  const whole = await packed(members);
  const end = whole.length - 1024; // two blocks of zeros
  const borders: number[] = [];
  for (const count of [1, 2, 3]) borders.push((await packed(members.slice(0, count))).length - 1024);
  for (let length = 512; length < end; length += length % 512 === 511 ? 1 : 511) {
    const count = borders.indexOf(length) + 1;
    if (count > 0) expect(read(whole.subarray(0, length))).toEqual([members.slice(0, count), "no end"]);
    else {
      expect(() => contents(whole.subarray(0, length)), String(length)).toThrow(
        expect.objectContaining({ code: "archive/corrupt" }),
      );
    }
  }
  for (const length of [end, end + 1, end + 511])
    expect(read(whole.subarray(0, length))).toEqual([members, "no end"]);
  for (const length of [end + 512, end + 1023, end + 1024])
    expect(read(whole.subarray(0, length))).toEqual([members, "end"]);
});

test("a changed header is damaged, or was never looked at", async () => {
  const whole = await packed([{ name: "data.json", data: Buffer.from("[1, 2]") }]);
  for (let at = 0; at < 512; at++) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x41;
    expect(() => contents(changed), String(at)).toThrow(expect.objectContaining({ code: "archive/corrupt" }));
  }
});

test.skipIf(process.platform === "win32")(
  "archives of the system's tar are read, in each of its formats",
  () => {
    const long = `nodes/${"folder-with-a-long-name/".repeat(12)}`;
    fs.mkdirSync(temporary(`in/${long}`), { recursive: true });
    fs.writeFileSync(temporary(`in/${long}file`), "contents");
    fs.symlinkSync("file", temporary(`in/${long}symbolic`));
    fs.linkSync(temporary(`in/${long}file`), temporary(`in/${long}hard`));
    for (const format of ["gnu", "pax", "oldgnu", "posix"]) {
      const file = temporary(`${format}.tar`);
      execFileSync("tar", ["--format", format, "--sort=name", "-cf", file, "-C", temporary("in"), "."]);
      const members = [...tarMembers(memoryBytes(fs.readFileSync(file)))];
      const kinds = members.filter(({ name }) => name.includes("long")).map(({ kind }) => kind);
      expect(kinds.slice(-3)).toEqual(["file", "hard link", "symbolic link"]);
      expect(members.at(-3)).toMatchObject({ name: `./${long}file`, size: 8 });
      expect(members.at(-2)?.linkName).toBe(`./${long}file`);
    }
  },
);

test("names that are no UTF-8 stay apart, as Python tells them", () => {
  expect(decodeName(Buffer.from([0x61, 0xff, 0xc3, 0xa4, 0xed, 0xa0, 0x80]))).toBe(
    "a\udcffä\udced\udca0\udc80",
  );
  const texts = fc.string({ unit: "binary" });
  fc.assert(fc.property(texts, (text) => decodeName(Buffer.from(text)) === Buffer.from(text).toString()));
});

test.each([
  "12 path=a",
  "5 path=abc\n",
  "9 path=a\nx",
  "x path=a\n",
  "-3 a=b\n",
  "8 size=x\n",
  "999999999999 path=a\n",
])("a damaged pax header is refused: %j", (text) => {
  expect(() => readPaxRecords(Buffer.from(text))).toThrow(
    expect.objectContaining({ code: "archive/corrupt" }),
  );
});
