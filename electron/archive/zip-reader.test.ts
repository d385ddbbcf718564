import fs from "node:fs";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { openFile } from "./open-file.ts";
import { craftZip, type CraftedEnd, type CraftedMember } from "./testing/craft-zip.ts";
import { quietJob, temporaryFolder } from "./testing/temporary-folder.ts";
import {
  centralRecordBytes,
  endRecords,
  localHeaderBytes,
  writeCentralRecord,
  writeLocalHeader,
} from "./zip-headers.ts";
import { ZipReader } from "./zip-reader.ts";

const temporary = temporaryFolder();

/** Open a crafted ZIP, hand its reader to the test, close it. */
async function withZip<T>(bytes: Buffer, work: (zip: ZipReader) => T | Promise<T>): Promise<T> {
  const file = temporary("crafted.zip");
  fs.writeFileSync(file, bytes);
  const open = openFile(file);
  try {
    const zip = await ZipReader.open(open, quietJob().signal);
    if (zip === null) throw new Error("no ZIP");
    return await work(zip);
  } finally {
    open.close();
  }
}

async function readOne(members: readonly CraftedMember[], name = "m", end: CraftedEnd = {}): Promise<string> {
  return withZip(craftZip(members, end), (zip) => {
    const member = zip.member(name);
    if (member === null) throw new Error("not listed");
    return zip.read(member, 1e6).toString();
  });
}

async function streamOne(members: readonly CraftedMember[]): Promise<string> {
  return withZip(craftZip(members), async (zip) => {
    const member = zip.member("m");
    if (member === null) throw new Error("not listed");
    const parts: Buffer[] = [];
    for await (const chunk of zip.stream(member)) parts.push(chunk);
    return Buffer.concat(parts).toString();
  });
}

const text = "some contents ".repeat(50);

test("stored and deflated members, with bytes before the ZIP and a comment after it", async () => {
  const end = { prefix: Buffer.from("#!/bin/sh\n"), comment: Buffer.from("by hand") };
  expect(await readOne([{ name: "m", data: text }], "m", end)).toBe(text);
  expect(await readOne([{ name: "m", data: text, stored: true }])).toBe(text);
  expect(await readOne([{ name: "m", data: "" }])).toBe("");
  expect(await readOne([{ name: "m", data: text, extra: Buffer.alloc(8), comment: "hm" }])).toBe(text);
});

test("a long extra field in the local header does not shift the data", async () => {
  const extra = Buffer.alloc(500);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(496, 2);
  expect(await readOne([{ name: "m", data: text, local: { extra } }])).toBe(text);
});

test("sizes that only the directory knows (data descriptor) are believed", async () => {
  const local = { crc: 0, size: 0, flags: 8 };
  expect(await readOne([{ name: "m", data: text, flags: 8, local }])).toBe(text);
});

test.each<[string, CraftedMember, string]>([
  ["wrong CRC", { name: "m", data: text, crc: 1, local: { crc: 1 } }, "crc32"],
  ["named too short", { name: "m", data: text, size: 5 }, "size"],
  ["named too long", { name: "m", data: text, size: 900 }, "size"],
  ["named impossibly long", { name: "m", data: text, size: 2 ** 30 }, "size"],
  ["stored, two sizes", { name: "m", data: text, stored: true, size: 5 }, "size"],
  ["encrypted", { name: "m", data: text, flags: 1 }, "encryption"],
  ["LZMA", { name: "m", data: text, method: 14 }, "compression method"],
  ["another local name", { name: "m", data: text, local: { name: "n" } }, "local header"],
  ["another local method", { name: "m", data: text, local: { method: 0 } }, "local header"],
  ["another local CRC", { name: "m", data: text, local: { crc: 5 } }, "local header"],
  ["another local size", { name: "m", data: text, local: { size: 5 } }, "local header"],
  ["locally encrypted", { name: "m", data: text, local: { flags: 1 } }, "local header"],
  ["broken deflate", { name: "m", data: text, stored: true, method: 8 }, "deflate"],
  ["offset into the data", { name: "m", data: text, offset: 20 }, "member overlap"],
])("%s is corrupt, naming the check", async (_, member, check) => {
  const damage = { code: "archive/corrupt", details: { check } };
  await expect(readOne([member])).rejects.toMatchObject(damage);
  await expect(streamOne([member])).rejects.toMatchObject(damage);
});

test("members that share bytes are refused as a whole", async () => {
  const members = [
    { name: "a", data: text },
    { name: "m", data: text, offset: 0, local: {} },
  ];
  await expect(readOne(members)).rejects.toMatchObject({ details: { check: "member overlap" } });
});

test.each<[string, CraftedEnd, string]>([
  ["a directory outside the file", { directoryOffset: 1e6 }, "central directory"],
  ["a directory longer than the file", { directoryBytes: 1e6 }, "central directory"],
  ["another number of members", { count: 7 }, "member count"],
  ["a ZIP64 mark without ZIP64", { directoryOffset: 0xffffffff }, "ZIP64 end record"],
])("%s is corrupt", async (_, end, check) => {
  await expect(readOne([{ name: "m", data: text }], "m", end)).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { check },
  });
});

test("of two members with one name the last counts, and it is told", async () => {
  const zip = craftZip([
    { name: "m", data: "first" },
    { name: "m", data: "second" },
  ]);
  await withZip(zip, ({ directory }) => expect(directory.duplicates).toEqual(["m"]));
  expect(
    await readOne([
      { name: "m", data: "first" },
      { name: "m", data: "second" },
    ]),
  ).toBe("second");
});

test("members with unsafe names are left out and told", async () => {
  const names = ["../m", "/m", "a/../../m", "C:\\m", "a\\m", "c:m", "a\0m", ".."];
  await withZip(craftZip([...names, "ok..txt"].map((name) => ({ name }))), ({ directory }) => {
    expect(directory.unsafe.map(({ name }) => name)).toEqual(names);
    expect([...directory.names].map(([name]) => name)).toEqual(["ok..txt"]);
  });
});

test("a name longer than any path is left out, and only its beginning is kept", async () => {
  await withZip(craftZip([{ name: "n".repeat(65_000) }, { name: "m" }]), ({ directory }) => {
    expect(directory.unsafe).toEqual([{ name: "n".repeat(200), reason: "longer than any path" }]);
    expect([...directory.names].map(([name]) => name)).toEqual(["m"]);
  });
});

test("members that together unpack to too much are refused before one of them is read", async () => {
  const claims = { data: "x", size: 0xfffffff0, compressedSize: 3 };
  const members = ["a", "b"].map((name) => ({ name, ...claims }));
  await expect(readOne(members, "a")).rejects.toMatchObject({
    code: "archive/limit",
    details: { limit: "STEMMA_MAX_RATIO" },
  });
  process.env["STEMMA_MAX_UNPACKED_BYTES"] = "1000";
  try {
    await expect(readOne([{ name: "a", data: text.repeat(2) }], "a")).rejects.toMatchObject({
      code: "archive/limit",
      details: { limit: "STEMMA_MAX_UNPACKED_BYTES", value: 1000, actual: 1400 },
    });
  } finally {
    delete process.env["STEMMA_MAX_UNPACKED_BYTES"];
  }
});

test("a member larger than asked for is a limit, not damage", async () => {
  await withZip(craftZip([{ name: "m", data: text }]), (zip) => {
    const member = zip.member("m");
    expect(() => member && zip.read(member, 10)).toThrow(expect.objectContaining({ code: "archive/limit" }));
  });
});

test("the limit on members can be lowered and names itself", async () => {
  process.env["STEMMA_MAX_MEMBERS"] = "2";
  try {
    const members = ["a", "b", "c"].map((name) => ({ name }));
    await expect(readOne(members, "a")).rejects.toMatchObject({
      code: "archive/limit",
      details: { limit: "STEMMA_MAX_MEMBERS", value: 2 },
    });
  } finally {
    delete process.env["STEMMA_MAX_MEMBERS"];
  }
});

test("a member beyond 4 GiB is found through ZIP64", { skip: process.platform === "win32" }, async () => {
  const file = temporary("far.zip");
  const data = Buffer.from(text);
  const facts = {
    name: "far",
    nameBytes: 3,
    method: 0,
    crc32: crc32(data),
    compressedSize: data.length,
    size: data.length,
    offset: 5 * 2 ** 30,
    zip64: true,
  };
  const fd = fs.openSync(file, "w"); // sparse: takes no room
  const header = Buffer.alloc(localHeaderBytes(facts));
  writeLocalHeader(facts, header, 0);
  const directoryAt = facts.offset + header.length + data.length;
  const record = Buffer.alloc(centralRecordBytes(facts));
  writeCentralRecord(facts, record, 0);
  fs.writeSync(fd, Buffer.concat([header, data]), 0, undefined, facts.offset);
  fs.writeSync(
    fd,
    Buffer.concat([record, endRecords(1, directoryAt, record.length)]),
    0,
    undefined,
    directoryAt,
  );
  fs.closeSync(fd);
  const open = openFile(file);
  const zip = await ZipReader.open(open, quietJob().signal);
  const member = zip?.member("far");
  expect(member && zip?.read(member, 1e6).toString()).toBe(text);
  open.close();
});

test("a cancelled listing stops", async () => {
  const members = Array.from({ length: 70_000 }, (_, i) => ({ name: `${i}`, stored: true }));
  const file = temporary("many.zip");
  fs.writeFileSync(file, craftZip(members));
  const open = openFile(file);
  await expect(ZipReader.open(open, { aborted: true })).rejects.toMatchObject({ code: "cancelled" });
  open.close();
});
