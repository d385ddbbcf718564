import path from "node:path";
import { constants, deflateRawSync, gzipSync, crc32 } from "node:zlib";
import type { Expected, HostileCase } from "../support/hostile-case.ts";
import { FILES_FOLDER, legacyMetadata, legacyTar, legacyZip } from "../support/legacy-parts.ts";
import { craftTar, paxRecords, type TarEntry } from "../support/tar.ts";
import { MARK, OUTSIDE } from "../support/outside.ts";
import { file } from "../support/write.ts";

const MIB = 1024 * 1024;
const SOME = ["done", "archive/corrupt", "archive/limit"] as const;
const REFUSED = ["archive/corrupt", "archive/limit", "archive/not-an-archive"] as const;

const withEntries = (...more: TarEntry[]) => file(() => legacyTar({ more }));

const base256 = (value: bigint) => {
  const field = Buffer.alloc(12);
  field.writeBigUInt64BE(value, 4);
  field[0] = 0x80;
  return field;
};

/** A gzip file of a tar whose last entry is so many bytes of zeros, made without holding them. */
function gzipBomb(bytes: number): Buffer {
  const tar = legacyTar({}, { end: false });
  const [header] = [
    craftTar([{ name: `${FILES_FOLDER}zeros`, sizeField: `${bytes.toString(8).padStart(11, "0")} ` }], {
      end: false,
    }),
  ];
  const piece = Buffer.alloc(MIB);
  const packed = deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const first = Buffer.concat([tar, header]);
  let sum = crc32(first);
  for (let i = 0; i < bytes / MIB; i++) sum = crc32(piece, sum);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(sum, 0);
  tail.writeUInt32LE((first.length + bytes) % 2 ** 32, 4);
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
    deflateRawSync(first, { finishFlush: constants.Z_FULL_FLUSH }),
    ...Array.from({ length: bytes / MIB }, () => packed),
    deflateRawSync(Buffer.alloc(0)),
    tail,
  ]);
}

const CASES: [what: string, make: HostileCase["make"], opens: Expected][] = [
  ["whole, to see that the test sees it", file(() => legacyTar()), "done"],
  ["whole and gzipped", file(() => gzipSync(legacyTar())), "done"],
  [
    "with a symbolic link to a file of the system",
    withEntries({ name: `${FILES_FOLDER}link`, type: "2", linkName: "/etc/passwd" }),
    SOME,
  ],
  [
    "with a symbolic link to a folder, and a file in it",
    withEntries(
      { name: `${FILES_FOLDER}out`, type: "2", linkName: path.dirname(OUTSIDE) },
      { name: `${FILES_FOLDER}out/${MARK}`, data: "x" },
    ),
    SOME,
  ],
  [
    "with a hard link to a file of the system",
    withEntries({ name: `${FILES_FOLDER}link`, type: "1", linkName: "/etc/passwd" }),
    SOME,
  ],
  [
    "with a link for its data",
    file(() =>
      craftTar([
        { name: "metadata.json", data: legacyMetadata("0.10") },
        { name: "data.json", type: "2", linkName: "/etc/passwd" },
      ]),
    ),
    REFUSED,
  ],
  ["with a device", withEntries({ name: `${FILES_FOLDER}device`, type: "3" }), SOME],
  ["with a FIFO", withEntries({ name: `${FILES_FOLDER}fifo`, type: "6" }), SOME],
  ["with a name that leads out", withEntries({ name: `../../../../../..${OUTSIDE}`, data: "x" }), SOME],
  ["with an absolute name", withEntries({ name: OUTSIDE, data: "x" }), SOME],
  [
    "with a prefix that leads out",
    withEntries({ name: MARK, prefix: `../../../..${path.dirname(OUTSIDE)}`, data: "x" }),
    SOME,
  ],
  [
    "with a name of 64 kB",
    withEntries(
      { name: "././@LongLink", type: "L", data: `${FILES_FOLDER}${"n".repeat(65_000)}\0` },
      { name: "n", data: "x" },
    ),
    SOME,
  ],
  [
    "with a name of 200 MB that is not there",
    withEntries({ name: "././@LongLink", type: "L", sizeField: "01372400000 " }),
    REFUSED,
  ],
  [
    "with a pax name that leads out",
    withEntries(
      { name: "pax", type: "x", data: paxRecords({ path: `../../..${OUTSIDE}` }) },
      { name: "n", data: "x" },
    ),
    SOME,
  ],
  [
    "with a pax size of 2^63",
    withEntries(
      { name: "pax", type: "x", data: paxRecords({ size: "9223372036854775808" }) },
      { name: "n", data: "x" },
    ),
    [...SOME, "archive/not-an-archive"],
  ],
  [
    "with a negative pax size",
    withEntries({ name: "pax", type: "x", data: paxRecords({ size: "-1" }) }, { name: "n", data: "x" }),
    SOME,
  ],
  [
    "with a pax header that is none",
    withEntries({ name: "pax", type: "x", data: "99999 path=" }, { name: "n", data: "x" }),
    SOME,
  ],
  [
    "with a hundred thousand pax records",
    withEntries(
      {
        name: "pax",
        type: "x",
        data: paxRecords(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, "v"]))),
      },
      { name: "n", data: "x" },
    ),
    SOME,
  ],
  ["with a size beyond the file", withEntries({ name: "n", sizeField: "77777777777 " }), REFUSED],
  ["with a size of 2^62", withEntries({ name: "n", sizeField: base256(1n << 62n) }), REFUSED],
  ["with a size that is no number", withEntries({ name: "n", sizeField: "not a size  " }), SOME],
  [
    "with a wrong checksum in its middle",
    withEntries({ name: "n", checksum: 1, data: "x" }, { name: "m", data: "y" }),
    SOME,
  ],
  ["without its end", file(() => legacyTar({}, { end: false })), SOME],
  ["cut inside of its data", file(() => legacyTar().subarray(0, 2_000)), REFUSED],
  ["with zeros in its middle", withEntries({ name: "", checksum: 0 }), SOME],
  ["cut inside of its gzip", file(() => gzipSync(legacyTar()).subarray(0, 500)), REFUSED],
  [
    "with a wrong CRC of its gzip",
    file(() => {
      const packed = gzipSync(legacyTar());
      packed[packed.length - 6]! ^= 0xff;
      return packed;
    }),
    [...SOME, "archive/not-an-archive"],
  ],
  [
    "with rubbish behind its gzip",
    file(() => Buffer.concat([gzipSync(legacyTar()), Buffer.alloc(1000, 0x41)])),
    [...SOME, "archive/not-an-archive"],
  ],
  ["gzipped twice", file(() => gzipSync(gzipSync(legacyTar()))), "archive/not-an-archive"],
  ["inside a tar", file(() => craftTar([{ name: "archive.tar", data: legacyTar() }])), REFUSED],
  ["with a ZIP inside", file(() => craftTar([{ name: "archive.aiida", data: legacyZip() }])), REFUSED],
  ["that unpacks to 1 GiB", file(() => gzipBomb(1024 * MIB)), ["archive/limit", "archive/corrupt"]],
  [
    "of 30,000 folders",
    file(() =>
      legacyTar({ more: Array.from({ length: 30_000 }, (_, i) => ({ name: `d${i}/`, type: "5" })) }),
    ),
    SOME,
  ],
  ["with its data twice", withEntries({ name: "data.json", data: "{}" }), SOME],
  [
    "of today's version",
    file(() => craftTar([{ name: "metadata.json", data: legacyMetadata("main_0001") }])),
    "archive/corrupt",
  ],
];

export const TAR: readonly HostileCase[] = CASES.map(([what, make, opens]) => ({
  name: `a tar ${what}`,
  make,
  opens,
  isLarge: what.includes("GiB"),
  mustNotAppear: [OUTSIDE],
  ...(Array.isArray(opens) && {
    verbs: { export: opens, migrate: opens, show: [...opens, "node/not-found"] },
  }),
}));
