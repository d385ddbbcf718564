import path from "node:path";
import type { CraftedMember } from "../../../electron/archive/testing/craft-zip.ts";
import { zipWith } from "../support/archive-parts.ts";
import type { HostileCase } from "../support/hostile-case.ts";
import { MARK, OUTSIDE } from "../support/outside.ts";
import { file } from "../support/write.ts";

/** A whole archive with one more member of this name. */
function withMember(name: string | Buffer, more: Partial<CraftedMember> = {}) {
  return file(() =>
    zipWith((member) =>
      member.name === "db.sqlite3" ? [member, { name, data: "#!/bin/sh\nexit 1\n", ...more }] : member,
    ),
  );
}

/** A whole archive whose database goes by this name. */
const renamed = (name: string) =>
  file(() => zipWith((member) => (member.name === "db.sqlite3" ? { ...member, name } : member)));

const EXTRA: [what: string, name: string | Buffer][] = [
  ["leads out by ..", `../../../../../..${OUTSIDE}`],
  ["leads out in its middle", `repo/../../${MARK}`],
  ["is absolute", OUTSIDE],
  ["has a drive letter", `C:\\Windows\\${MARK}.exe`],
  ["is a network path", `\\\\host\\share\\${MARK}`],
  ["has backslashes", `repo\\..\\..\\${MARK}`],
  ["holds NUL", `metadata.json\0${MARK}`],
  ["is empty", ""],
  ["is one dot", "."],
  ["is two dots", ".."],
  ["is a folder", "repo/"],
  ["is 64 kB long", "n".repeat(65_000)],
  ["has 20,000 folders", "d/".repeat(20_000)],
  ["is no UTF-8", Buffer.from([0x72, 0x65, 0x70, 0x6f, 0x2f, 0xff, 0xfe, 0xc3, 0x28])],
  ["has control characters", "\u001b[2J\u001b]0;owned\u0007\r\n.txt"],
  ["turns the direction of text", "repo/\u202egnp.exe\u2066"],
  ["is a device of Windows", "CON"],
  ["has a stream of Windows", "metadata.json:stream"],
  ["is a prototype's", "__proto__"],
  ["differs in its case only", "METADATA.JSON"],
  ["is a surrogate without its half", Buffer.from([0xed, 0xa0, 0x80])],
  ["looks like an object's, in capitals", `repo/${"AB".repeat(32)}`],
];

const mustNotAppear = [OUTSIDE, path.resolve(`../${MARK}`), `/${MARK}`];

export const NAMES: readonly HostileCase[] = [
  ...EXTRA.map(
    ([what, name]): HostileCase => ({
      name: `a member whose name ${what}`,
      make: withMember(name),
      opens: "done",
      mustNotAppear,
    }),
  ),
  ...["./db.sqlite3", "/db.sqlite3", "db.sqlite3\0", "sub/../db.sqlite3", "DB.SQLITE3"].map(
    (name): HostileCase => ({
      name: `the database as ${JSON.stringify(name)}`,
      make: renamed(name),
      opens: "archive/corrupt",
      mustNotAppear,
    }),
  ),
  {
    name: "a member that is a symbolic link",
    make: withMember("repo/link", { data: "/etc/passwd" }),
    opens: "done",
  },
  {
    name: "a comment of 64 kB with control characters",
    make: file(() => zipWith((member) => member, { comment: Buffer.from("\u001b[31m\u0007".repeat(8_000)) })),
    opens: "done",
  },
];
