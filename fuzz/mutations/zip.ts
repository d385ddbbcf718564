import type { Random } from "../../bench/generator/random.ts";
import { craftZip, type CraftedEnd } from "../../electron/archive/testing/craft-zip.ts";
import { EDGE_NUMBERS, hostileText } from "../odd-values.ts";
import { type Member, zipMembers } from "../zip-members.ts";
import { type Mutated, mutateBytes } from "./bytes.ts";
import { mutatePages } from "./database-pages.ts";
import { mutateRows } from "./database-rows.ts";
import { mutateJson } from "./json.ts";

/** Change a whole ZIP: its bytes, what its members hold (packed again with the right checksum), or its list of members. */
export function mutateZip(random: Random, zip: Buffer, donor: Buffer): Mutated {
  if (random.chance(0.25)) return mutateBytes(random, zip, donor);
  const members = zipMembers(zip);
  const end: CraftedEnd = {};
  const what = random.chance(0.75)
    ? mutateContents(random, members, donor)
    : mutateList(random, members, end);
  return { bytes: craftZip(members, end), what };
}

/** Change what one of the members holds. */
export function mutateContents(random: Random, members: Member[], donor: Buffer): string {
  const known = members.filter(({ name }) => name === "db.sqlite3" || name.endsWith(".json"));
  const member = known.length > 0 && random.chance(0.85) ? random.pick(known) : random.pick(members);
  const { bytes, what } = mutateFile(random, member.name, member.data, donor);
  member.data = bytes;
  return `${member.name}: ${what}`;
}

/** Change a file of an archive by what its name says it is. */
export function mutateFile(random: Random, name: string, bytes: Buffer, donor: Buffer): Mutated {
  if (name.endsWith(".json")) return mutateJson(random, bytes, donor);
  if (!/\.(sqlite3?|idx)$/.test(name)) return mutateBytes(random, bytes, donor);
  if (random.chance(0.5)) return mutateRows(random, bytes);
  const first = mutatePages(random, bytes, donor);
  if (random.chance(0.6)) return first;
  const second = mutatePages(random, first.bytes, donor);
  return { bytes: second.bytes, what: `${first.what}; ${second.what}` };
}

function mutateList(random: Random, members: Member[], end: CraftedEnd): string {
  const index = random.below(members.length);
  const member = members[index]!;
  const number = () =>
    random.chance(0.7) ? random.pick(EDGE_NUMBERS) : random.below(member.data.length + 1000);
  switch (random.below(13)) {
    case 0:
      members.splice(index, 1);
      return `without ${member.name}`;
    case 1:
      members.push({ ...member, data: random.pick(members).data });
      return `${member.name} twice`;
    case 2: {
      const other = random.pick(members);
      [member.data, other.data] = [other.data, member.data];
      return `contents of ${member.name} and ${other.name} swapped`;
    }
    case 3: {
      const old = member.name;
      member.name = random.chance(0.3)
        ? random.pick(["metadata.json", "db.sqlite3", "data.json"])
        : hostileName(random, old);
      return `${old} named otherwise`;
    }
    case 4:
      member.crc = random.uint32();
      return `CRC of ${member.name}`;
    case 5:
      if (random.chance(0.5)) member.size = number();
      else member.compressedSize = number();
      return `a size of ${member.name}`;
    case 6:
      member.method = random.pick([0, 1, 6, 8, 9, 12, 14, 93, 95, 99]);
      return `method ${member.method} of ${member.name}`;
    case 7:
      member.flags = 1 << random.below(16);
      return `flags ${member.flags} of ${member.name}`;
    case 8:
      member.offset = random.chance(0.5) ? number() : random.below(200_000);
      return `offset ${member.offset} of ${member.name}`;
    case 9:
      member.local = random.pick([
        { name: hostileName(random, member.name) },
        { size: number() },
        { crc: random.uint32() },
        { method: random.below(20) },
        { flags: 1 << random.below(16) },
        { extra: Buffer.alloc(random.below(60_000), 1) },
      ]);
      return `local header of ${member.name}`;
    case 10: {
      const extra = Buffer.alloc(4 + random.below(60));
      for (let i = 0; i < extra.length; i++) extra[i] = random.below(256);
      extra.writeUInt16LE(random.pick([1, 1, 0x7075, 0x5455, random.below(0xffff)]), 0);
      extra.writeUInt16LE(random.chance(0.6) ? extra.length - 4 : random.below(0xffff), 2);
      member.extra = extra;
      if (random.chance(0.5)) member.size = 0xffffffff;
      if (random.chance(0.3)) member.offset = 0xffffffff;
      return `extra field of ${member.name}`;
    }
    case 11:
      Object.assign(
        end,
        random.pick<CraftedEnd>([
          { count: number() & 0xffff },
          { directoryBytes: number() },
          { directoryOffset: number() },
          { comment: Buffer.from("PK\u0005\u0006".repeat(1 + random.below(2000))) },
          { prefix: Buffer.alloc(random.below(5000), 7) },
        ]),
      );
      return `end record: ${Object.keys(end).join()}`;
    default: {
      const count = 2 + random.below(2000);
      for (let i = 0; i < count; i++)
        members.push({ name: `repo/${random.hex(64)}`, data: Buffer.from(String(i)), stored: true });
      return `${count} more objects`;
    }
  }
}

/** A ZIP counts the bytes of a name in 16 bits; some are kept for what stands around it. */
const MOST_NAME_BYTES = 60_000;

function hostileName(random: Random, old: string): string {
  const long = hostileText(random);
  const text = long.slice(0, Math.floor((long.length * MOST_NAME_BYTES) / Buffer.byteLength(long)) || 0);
  return random.pick([
    text,
    `${text}/${old}`,
    `../${old}`,
    `/${old}`,
    old.toUpperCase(),
    `${old}/`,
    old.replace("/", "\\"),
  ]);
}
