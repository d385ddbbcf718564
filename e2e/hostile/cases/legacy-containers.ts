import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import path from "node:path";
import { craftZip } from "../../../electron/archive/testing/craft-zip.ts";
import { type CraftedTarMember, craftTar, pax } from "../../../electron/legacy/testing/craft-tar.ts";
import { legacyFolder, legacyMembers, legacyUuid } from "../../../electron/legacy/testing/make-legacy.ts";
import type { HostileCase } from "../support/hostile-case.ts";
import { MARK, OUTSIDE } from "../support/outside.ts";
import { file } from "../support/write.ts";

const FOLDER = `${legacyFolder(legacyUuid(1))}/path`;
const BOMB_BYTES = 400 * 1024 * 1024;

const whole = (): CraftedTarMember[] =>
  [...legacyMembers([{ files: { "a.txt": "one" } }, {}])].map(([name, data]) => ({ name, data: data ?? "" }));

/** A whole tar with more members. */
const tarWith = (more: () => readonly CraftedTarMember[], name = "hostile.tar") =>
  file(() => craftTar([...whole(), ...more()]), name);

/** A whole tar with something done to all of it. */
const tarMade = (change: (tar: Buffer) => Buffer) => file(() => change(craftTar(whole())), "hostile.tar");

const PASSED_OVER: [what: string, members: () => readonly CraftedTarMember[]][] = [
  [
    "a symbolic link to a file of the system",
    () => [{ name: `${FOLDER}/b`, type: "2", linkName: "/etc/passwd" }],
  ],
  [
    "a hard link to a file of the system",
    () => [{ name: `${FOLDER}/b`, type: "1", linkName: "/etc/passwd" }],
  ],
  [
    "a link to a folder, and a file in it",
    () => [
      { name: `${FOLDER}/out`, type: "2", linkName: path.dirname(OUTSIDE) },
      { name: `${FOLDER}/out/${MARK}`, data: "x" },
    ],
  ],
  ["a link to itself", () => [{ name: `${FOLDER}/b`, type: "2", linkName: "b" }]],
  ["a device", () => [{ name: `${FOLDER}/b`, type: "3" }]],
  ["a block device", () => [{ name: `${FOLDER}/b`, type: "4" }]],
  ["a pipe", () => [{ name: `${FOLDER}/b`, type: "6" }]],
  ["a type that nobody knows", () => [{ name: `${FOLDER}/b`, type: "?", data: "x" }]],
  ["a name that leads out by ..", () => [{ name: `${FOLDER}/../../../../../../..${OUTSIDE}`, data: "x" }]],
  ["an absolute name", () => [{ name: OUTSIDE, data: "x" }]],
  ["a drive letter", () => [{ name: `C:\\${MARK}`, data: "x" }]],
  [
    "a name that is no UTF-8",
    () => [{ name: Buffer.from([...Buffer.from(`${FOLDER}/`), 0xff, 0xfe]), data: "x" }],
  ],
  ["a name with control characters", () => [{ name: `${FOLDER}/\u001b[2J\u202egnp`, data: "x" }]],
  [
    "a name of 64 kB",
    () => [
      { name: "long", type: "L", data: `${FOLDER}/${"n".repeat(65_000)}` },
      { name: "b", data: "x" },
    ],
  ],
  [
    "a name of 30,000 folders",
    () => [pax({ path: `${FOLDER}/${"d/".repeat(30_000)}b` }), { name: "b", data: "x" }],
  ],
  ["a name with NUL", () => [pax({ path: `${FOLDER}/a\0b` }), { name: "b", data: "x" }]],
  ["a folder where a file is", () => [{ name: `${FOLDER}/a.txt/b`, data: "x" }]],
  ["the same file twice", () => [{ name: `${FOLDER}/a.txt`, data: "two" }]],
  ["headers for nobody", () => Array.from({ length: 20_000 }, () => pax({ comment: "x" }))],
  [
    "a hard link to a file before it",
    () => [{ name: `${FOLDER}/b`, type: "1", linkName: `${FOLDER}/a.txt` }],
  ],
  ["a hard link to itself", () => [{ name: `${FOLDER}/b`, type: "1", linkName: `${FOLDER}/b` }]],
  [
    "hard links in a circle",
    () => [
      { name: `${FOLDER}/b`, type: "1", linkName: `${FOLDER}/c` },
      { name: `${FOLDER}/c`, type: "1", linkName: `${FOLDER}/b` },
    ],
  ],
  ["a hard link that leads out", () => [{ name: `${FOLDER}/b`, type: "1", linkName: `../../..${OUTSIDE}` }]],
  [
    "20,000 hard links, each to the one before",
    () =>
      Array.from({ length: 20_000 }, (_, i) => ({
        name: `${FOLDER}/l${i}`,
        type: "1",
        linkName: `${FOLDER}/${i === 0 ? "a.txt" : `l${i - 1}`}`,
      })),
  ],
  ["a global header", () => [{ ...pax({ path: "metadata.json" }), type: "g" }]],
];

const DAMAGED: [what: string, make: HostileCase["make"]][] = [
  [
    "metadata.json as a link",
    file(
      () =>
        craftTar(
          whole().map((one) =>
            one.name === "metadata.json" ? { name: one.name, type: "2", linkName: "/etc/passwd" } : one,
          ),
        ),
      "hostile.tar",
    ),
  ],
  [
    "data.json as a device",
    file(
      () => craftTar(whole().map((one) => (one.name === "data.json" ? { name: one.name, type: "3" } : one))),
      "hostile.tar",
    ),
  ],
  [
    "a beginning of rubbish for its end",
    tarMade((tar) => Buffer.concat([tar.subarray(0, -1024), Buffer.alloc(300, 1)])),
  ],
  ["an end in the middle of the zeros behind a file", tarMade((tar) => tar.subarray(0, -1024 - 100))],
  ["an end in the middle of a file", tarMade((tar) => tar.subarray(0, -1024 - 600))],
  ["a wrong checksum", tarWith(() => [{ name: `${FOLDER}/b`, checksumOff: 1 }])],
  ["a size beyond the end", tarWith(() => [{ name: `${FOLDER}/b`, size: 8 ** 11 - 1 }])],
  ["a negative size", tarWith(() => [{ name: `${FOLDER}/b`, size: Buffer.alloc(12, 0xff) }])],
  [
    "a size beyond 2^63",
    tarWith(() => [{ name: `${FOLDER}/b`, size: Buffer.from([0x80, ...Array<number>(11).fill(0xff)]) }]),
  ],
  ["a size in letters", tarWith(() => [{ name: `${FOLDER}/b`, size: Buffer.from("nonsense\0\0\0\0") }])],
  ["a long name of 8 GB", tarWith(() => [{ name: "long", type: "L", size: 8 ** 11 - 1 }])],
  [
    "a pax header without end",
    tarWith(() => [{ name: "PaxHeader", type: "x", data: "99999 path=x\n" }, { name: "b" }]),
  ],
  ["a sparse file", tarWith(() => [{ name: `${FOLDER}/b`, type: "S", data: "x" }])],
  [
    "a sparse file in the words of pax",
    tarWith(() => [
      pax({ "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "4096" }),
      { name: `${FOLDER}/b`, data: "x" },
    ]),
  ],
  ["no data.json", file(() => craftTar(whole().filter(({ name }) => name !== "data.json")), "hostile.tar")],
  ["a gzip cut short", file(() => gzipSync(craftTar(whole())).subarray(0, -40), "hostile.tar.gz")],
  ["a gzip with a wrong checksum", file(() => withFlip(gzipSync(craftTar(whole())), -6), "hostile.tar.gz")],
];

const BOMBS: [what: string, make: HostileCase["make"]][] = [
  [
    "20,000 hard links to a large file",
    file(
      () =>
        craftTar([
          ...whole(),
          { name: `${FOLDER}/large`, data: randomBytes(16 * 1024 * 1024) },
          ...Array.from({ length: 20_000 }, (_, i) => ({
            name: `${FOLDER}/l${i}`,
            type: "1",
            linkName: `${FOLDER}/large`,
          })),
        ]),
      "hostile.tar",
    ),
  ],
  [
    "zeros in a .tar.gz",
    file(
      () =>
        gzipSync(craftTar([...whole(), { name: `${FOLDER}/b`, data: Buffer.alloc(BOMB_BYTES) }]), {
          level: 9,
        }),
      "hostile.tar.gz",
    ),
  ],
  [
    "zeros before metadata.json",
    file(
      () => gzipSync(craftTar([{ name: "zeros", data: Buffer.alloc(BOMB_BYTES) }, ...whole()]), { level: 9 }),
      "hostile.tar.gz",
    ),
  ],
  [
    "a metadata.json of zeros",
    file(() => craftTar([{ name: "metadata.json", data: Buffer.alloc(80 * 1024 * 1024) }]), "hostile.tar"),
  ],
  [
    "files of zeros in a ZIP",
    file(() =>
      craftZip(
        [...legacyMembers([{ files: { a: Buffer.alloc(BOMB_BYTES) } }])].map(([name, data]) => ({
          name,
          data: data ?? "",
        })),
      ),
    ),
  ],
  [
    "a data.json of blanks in a ZIP",
    file(() =>
      craftZip(
        [...legacyMembers([])].map(([name, data]) => ({
          name,
          data: name === "data.json" ? Buffer.alloc(BOMB_BYTES, " ") : (data ?? ""),
        })),
      ),
    ),
  ],
];

function withFlip(bytes: Buffer, at: number): Buffer {
  bytes[bytes.length + at]! ^= 0xff;
  return bytes;
}

const mustNotAppear = [OUTSIDE, path.resolve(`../${MARK}`), `/${MARK}`];

export const LEGACY_CONTAINERS: readonly HostileCase[] = [
  ...PASSED_OVER.map(
    ([what, members]): HostileCase => ({
      name: `a tar with ${what}`,
      make: tarWith(members),
      opens: "done",
      mustNotAppear,
    }),
  ),
  {
    name: "an old archive in a tar without its end mark",
    make: tarMade((tar) => tar.subarray(0, -1024)),
    opens: "done",
  },
  ...DAMAGED.map(
    ([what, make]): HostileCase => ({ name: `an old archive with ${what}`, make, opens: "archive/corrupt" }),
  ),
  ...BOMBS.map(
    ([what, make]): HostileCase => ({
      name: `an old archive with ${what}`,
      make,
      opens: "archive/limit",
      isLarge: true,
    }),
  ),
];
