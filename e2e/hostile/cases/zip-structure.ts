import { craftZip, type CraftedMember } from "../../../electron/archive/testing/craft-zip.ts";
import { archiveParts, membersOf, metadataText, zipOf, zipWith } from "../support/archive-parts.ts";
import type { Expected, HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

const isDatabase = ({ name }: CraftedMember) => name === "db.sqlite3";
const isMetadata = ({ name }: CraftedMember) => name === "metadata.json";
const isObject = ({ name }: CraftedMember) => String(name).startsWith("repo/");

/** A case in which the members of one kind are changed. */
function changed(
  name: string,
  which: (member: CraftedMember) => boolean,
  change: (member: CraftedMember) => CraftedMember | readonly CraftedMember[],
  expected: Expected | Pick<HostileCase, "opens" | "verbs">,
): HostileCase {
  const make = file(() => zipWith((member) => (which(member) ? change(member) : member)));
  const outcome = typeof expected === "object" && "opens" in expected ? expected : { opens: expected };
  return { name, make, ...outcome };
}

/** What is wrong with files only shows when they are read. */
const ONLY_FILES = {
  opens: "done",
  verbs: {
    cat: "archive/corrupt",
    export: "archive/corrupt",
    verify: "problems",
    migrate: "archive/corrupt",
  },
} as const;

/** Positions at which a part of a ZIP begins or ends. */
function borders(zip: Buffer): number[] {
  const found = new Set<number>();
  for (const signature of ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06"]) {
    const bytes = Buffer.from(signature, "latin1");
    const header = { "PK\x03\x04": 30, "PK\x01\x02": 46, "PK\x05\x06": 22 }[signature]!;
    for (let at = zip.indexOf(bytes); at >= 0; at = zip.indexOf(bytes, at + 1)) {
      for (const border of [at, at + 4, at + header, at + header + 13]) found.add(border);
    }
  }
  return [...found].filter((at) => at < zip.length).sort((a, b) => a - b);
}

function truncations(): HostileCase[] {
  const zip = zipOf(archiveParts());
  return borders(zip).map((at) => ({
    name: `cut at byte ${at} of ${zip.length}`,
    make: file(() => zip.subarray(0, at)),
    opens: at < 4 ? "archive/not-an-archive" : ["archive/corrupt", "archive/not-an-archive"],
  }));
}

const half = (bytes: Buffer | string | undefined) => Math.floor(Buffer.from(bytes ?? "").length / 2);

const DAMAGED: HostileCase[] = (
  [
    ["metadata", isMetadata, "archive/corrupt"],
    ["the database", isDatabase, "archive/corrupt"],
    ["files", isObject, ONLY_FILES],
  ] as const
).flatMap(([what, which, expected]) => [
  changed(`wrong CRC of ${what}`, which, (member) => ({ ...member, crc: 0x12345678 }), expected),
  changed(
    `wrong CRC of ${what} in the local header`,
    which,
    (member) => ({ ...member, local: { crc: 1 } }),
    expected,
  ),
  changed(`size of ${what} too small`, which, (member) => ({ ...member, size: half(member.data) }), expected),
  changed(
    `size of ${what} too large`,
    which,
    (member) => ({ ...member, size: half(member.data) * 4 + 100 }),
    expected,
  ),
  changed(`offset of ${what} outside of the file`, which, (member) => ({ ...member, offset: 0x7fffffff }), {
    opens: "archive/corrupt",
  }),
  changed(`offset of ${what} inside another member`, which, (member) => ({ ...member, offset: 7 }), {
    opens: "archive/corrupt",
  }),
  changed(`encrypted: ${what}`, which, (member) => ({ ...member, flags: 1, local: { flags: 1 } }), expected),
  changed(
    `unsupported method (LZMA) of ${what}`,
    which,
    (member) => ({ ...member, method: 14, local: { method: 14 } }),
    expected,
  ),
  changed(
    `another name of ${what} in the local header`,
    which,
    (member) => ({ ...member, local: { name: "x".repeat(member.name.length) } }),
    expected,
  ),
  changed(
    `another method of ${what} in the local header`,
    which,
    (member) => ({ ...member, local: { method: member.stored ? 8 : 0 } }),
    expected,
  ),
  changed(
    `flipped bits in ${what}`,
    which,
    (member) => {
      const packed = Buffer.from(craftZip([member]).subarray(30 + String(member.name).length));
      const length = packed.indexOf(Buffer.from("PK\x01\x02", "latin1"));
      const damaged = packed.subarray(0, length);
      for (let at = 1; at < length; at += 7) damaged[at]! ^= 0x55;
      const whole = Buffer.from(member.data ?? "");
      return { ...member, packed: damaged, size: whole.length };
    },
    expected,
  ),
]);

/** A ZIP64 extra field that claims these values. */
function wide(...values: bigint[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, i) => extra.writeBigUInt64LE(value, 4 + i * 8));
  return extra;
}

/** A ZIP64 end record and locator in front of the end record of a ZIP. */
function withWideEnd(claims: { count?: bigint; bytes?: bigint; offset?: bigint; locator?: bigint }): Buffer {
  const zip = zipOf(archiveParts());
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", 0, "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(claims.count ?? BigInt(zip.readUInt16LE(end + 10)), 32);
  record.writeBigUInt64LE(claims.bytes ?? BigInt(zip.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(claims.offset ?? BigInt(zip.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", 0, "latin1");
  locator.writeBigUInt64LE(claims.locator ?? BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([zip.subarray(0, end), record, locator, zip.subarray(end)]);
}

const ENDS: HostileCase[] = [
  ["an end record that counts more members", { count: 4000 }],
  ["an end record that counts fewer members", { count: 1 }],
  ["an end record that counts none", { count: 0 }],
  ["a list of members longer than the file", { directoryBytes: 0x7fffffff }],
  ["a list of members that begins outside of the file", { directoryOffset: 0x7ffffff0 }],
  ["a list of members that begins too early", { directoryOffset: 3 }],
  ["a list of members without bytes", { directoryBytes: 0 }],
].map(([name, end]) => ({
  name: name as string,
  make: file(() => zipWith((member) => member, end as object)),
  opens: "archive/corrupt" as const,
}));

const WIDE_ENDS: HostileCase[] = (
  [
    ["2^63 members", { count: 1n << 63n }],
    ["a list of 2^60 bytes", { bytes: 1n << 60n }],
    ["a list of 2^64 − 1 bytes", { bytes: (1n << 64n) - 1n }],
    ["a list at 2^62", { offset: 1n << 62n }],
    ["an end record at 2^63", { locator: 1n << 63n }],
  ] as const
).map(([what, claims]) => ({
  name: `ZIP64 that claims ${what}`,
  make: file(() => withWideEnd(claims)),
  opens: what.startsWith("an end record")
    ? ["done", "archive/corrupt"]
    : ["archive/corrupt", "archive/limit"],
}));

const OTHERS: HostileCase[] = [
  {
    name: "a whole archive, to see that the test sees it",
    make: file(() => zipOf(archiveParts())),
    opens: "done",
  },
  {
    name: "ZIP64 sizes of 2^63 for the database",
    make: file(() =>
      zipWith((member) =>
        isDatabase(member)
          ? { ...member, size: 0xffffffff, compressedSize: 0xffffffff, extra: wide(1n << 63n, 1n << 63n) }
          : member,
      ),
    ),
    opens: ["archive/corrupt", "archive/limit"],
  },
  {
    name: "ZIP64 marks without the ZIP64 part",
    make: file(() => zipWith((member) => (isDatabase(member) ? { ...member, size: 0xffffffff } : member))),
    opens: "archive/corrupt",
  },
  {
    name: "a ZIP64 part that claims to be longer than it is",
    make: file(() =>
      zipWith((member) =>
        isDatabase(member)
          ? { ...member, size: 0xffffffff, extra: Buffer.from([1, 0, 0xff, 0xff, 1]) }
          : member,
      ),
    ),
    opens: "archive/corrupt",
  },
  {
    name: "two lists entries for one member",
    make: file(() =>
      zipWith((member) =>
        isObject(member) ? [member, { ...member, name: `repo/${"0".repeat(64)}`, offset: 0 }] : member,
      ),
    ),
    opens: "archive/corrupt",
  },
  {
    name: "a thousand entries that share one member",
    make: file(() => {
      const members = membersOf(archiveParts());
      const shared = Array.from({ length: 1000 }, (_, i) => ({
        ...members[2]!,
        name: `repo/${i.toString(16).padStart(64, "0")}`,
        offset: 0,
      }));
      return craftZip([...members, ...shared]);
    }),
    opens: "archive/corrupt",
  },
  {
    name: "metadata twice, with two versions",
    make: file(() =>
      zipWith((member) =>
        isMetadata(member)
          ? [member, { ...member, data: metadataText({ export_version: "main_0099" }) }]
          : member,
      ),
    ),
    opens: "archive/unsupported-version",
  },
  {
    name: "two databases",
    make: file(() =>
      zipWith((member) => (isDatabase(member) ? [{ ...member, data: "no database" }, member] : member)),
    ),
    opens: "done",
  },
  {
    name: "the same file twice",
    make: file(() => zipWith((member) => (isObject(member) ? [member, member] : member))),
    opens: "done",
  },
  {
    name: "one part of several disks",
    make: file(() => {
      const zip = zipOf(archiveParts());
      zip.writeUInt16LE(7, zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1")) + 4);
      return zip;
    }),
    opens: "archive/corrupt",
  },
  {
    name: "an end record inside the comment",
    make: file(() => zipWith((member) => member, { comment: zipOf(archiveParts()).subarray(-22) })),
    opens: ["done", "archive/corrupt"],
  },
  {
    name: "a program in front and rubbish behind",
    make: file(() =>
      Buffer.concat([Buffer.from("#!/bin/sh\nexit 1\n"), zipOf(archiveParts()), Buffer.alloc(1000, 0x41)]),
    ),
    opens: ["done", "archive/corrupt", "archive/not-an-archive"],
  },
  {
    name: "nothing but an end record",
    make: file(() => craftZip([])),
    opens: "archive/corrupt",
  },
  {
    name: "65,536 end records",
    make: file(() => Buffer.from("PK\x05\x06".repeat(16_384), "latin1")),
    opens: ["archive/corrupt", "archive/not-an-archive"],
  },
  {
    name: "a data descriptor that hides the sizes",
    make: file(() =>
      zipWith((member) => (isObject(member) ? { ...member, flags: 8, local: { crc: 0, size: 0 } } : member)),
    ),
    opens: "done",
  },
  {
    name: "a member that is a ZIP of the same names",
    make: file(() =>
      zipWith((member) => (isDatabase(member) ? { ...member, data: zipOf(archiveParts()) } : member)),
    ),
    opens: "archive/corrupt",
  },
];

export const ZIP_STRUCTURE: readonly HostileCase[] = [...OTHERS, ...DAMAGED, ...ENDS, ...WIDE_ENDS];
export const TRUNCATIONS: readonly HostileCase[] = truncations();
