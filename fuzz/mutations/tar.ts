import { gunzipSync, gzipSync } from "node:zlib";
import type { Random } from "../../bench/generator/random.ts";
import { EDGE_NUMBERS, hostileText } from "../odd-values.ts";
import { type Mutated, mutateBytes } from "./bytes.ts";
import { mutateFile } from "./zip.ts";

const BLOCK = 512; // POSIX.1-2017, pax, "ustar Interchange Format": offsets and widths below

/** An entry of a tar: its header and what follows, padded. */
interface Entry {
  header: Buffer;
  data: Buffer;
}

/** Change a tar: its bytes, what an entry holds, or a header, whose checksum is made right again. */
export function mutateTar(random: Random, tar: Buffer, donor: Buffer): Mutated {
  if (random.chance(0.2)) return mutateBytes(random, tar, donor);
  const entries = entriesOf(tar);
  if (entries.length === 0) return mutateBytes(random, tar, donor);
  const what = random.chance(0.6) ? mutateData(random, entries, donor) : mutateHeader(random, entries);
  return { bytes: write(entries), what };
}

/** The same for a tar inside gzip; now and then the gzip itself. */
export function mutateTarGz(random: Random, bytes: Buffer, donor: Buffer): Mutated {
  if (random.chance(0.2)) return mutateBytes(random, bytes, donor);
  const { bytes: tar, what } = mutateTar(random, gunzipSync(bytes), donor);
  if (random.chance(0.05)) return { bytes: gzipSync(gzipSync(tar)), what: `${what}; packed twice` };
  return { bytes: gzipSync(tar, { level: 1 }), what };
}

function mutateData(random: Random, entries: Entry[], donor: Buffer): string {
  const named = entries.filter(({ header }) => nameOf(header).endsWith(".json"));
  const entry = named.length > 0 && random.chance(0.85) ? random.pick(named) : random.pick(entries);
  const { bytes, what } = mutateFile(random, nameOf(entry.header), entry.data, donor);
  entry.data = bytes;
  if (random.chance(0.95)) writeOctal(entry.header, 124, 12, bytes.length);
  return `${nameOf(entry.header)}: ${what}`;
}

function mutateHeader(random: Random, entries: Entry[]): string {
  const index = random.below(entries.length);
  const entry = entries[index]!;
  const { header } = entry;
  const name = nameOf(header);
  const text = hostileText(random);
  switch (random.below(10)) {
    case 0:
      header.fill(0, 0, 100);
      header.write(random.pick([text, `../${name}`, `/${name}`, `${name}/${text}`]), 0, 100, "utf8");
      return `${name} named otherwise`;
    case 1: {
      const size = random.chance(0.5) ? random.pick(EDGE_NUMBERS) : random.below(entry.data.length + 2000);
      writeOctal(header, 124, 12, size);
      return `size ${size} of ${name}`;
    }
    case 2: {
      const type = random.pick("01234567gxLKSMNV\u0000\u00ff".split(""));
      header.write(type, 156, 1, "latin1");
      if (random.chance(0.7))
        header.write(random.pick([text, "/etc/passwd", "metadata.json", "../.."]), 157, 100, "utf8");
      return `type ${JSON.stringify(type)} of ${name}`;
    }
    case 3:
      for (let i = 0; i < 8; i++) header[124 + random.below(12)] = random.below(256);
      return `size of ${name} is no number`;
    case 4:
      header[124] = 0x80 | random.below(128); // base-256 numbers of GNU tar
      for (let i = 1; i < 12; i++) header[124 + i] = random.chance(0.5) ? 0xff : random.below(256);
      return `size of ${name} in base 256`;
    case 5: {
      const record = random.pick([
        `path=${text}`,
        `size=${random.pick(EDGE_NUMBERS)}`,
        "size=-1",
        `linkpath=${text}`,
        `GNU.sparse.realsize=${random.pick(EDGE_NUMBERS)}`,
        "path=",
      ]);
      const line = random.chance(0.7) ? paxLine(record) : `${random.below(2 ** 31)} ${record}\n`;
      entries.splice(index, 0, madeEntry(random.pick(["x", "g", "L", "K"]), Buffer.from(line)));
      return `extended header before ${name}`;
    }
    case 6:
      entries.splice(index, 1);
      return `without ${name}`;
    case 7:
      entries.push({ header: Buffer.from(header), data: random.pick(entries).data });
      return `${name} twice`;
    case 8: {
      const other = random.pick(entries);
      [entry.data, other.data] = [other.data, entry.data];
      return `contents of ${name} and ${nameOf(other.header)} swapped`;
    }
    default: {
      const at = random.below(BLOCK);
      header[at] = random.below(256);
      return `byte ${at} of the header of ${name}`;
    }
  }
}

function entriesOf(tar: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const header = Buffer.from(tar.subarray(at, at + BLOCK));
    const size = Number.parseInt(header.toString("latin1", 124, 136), 8) || 0;
    entries.push({ header, data: tar.subarray(at + BLOCK, at + BLOCK + size) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

function write(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(({ header, data }) => {
    header.fill(" ", 148, 156);
    let sum = 0;
    for (const byte of header) sum += byte;
    header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, 8, "latin1");
    return [header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function madeEntry(type: string, data: Buffer): Entry {
  const header = Buffer.alloc(BLOCK);
  header.write("extended", 0, "latin1");
  writeOctal(header, 100, 8, 0o600);
  writeOctal(header, 124, 12, data.length);
  header.write(type, 156, 1, "latin1");
  header.write("ustar\u000000", 257, "latin1");
  return { header, data };
}

function paxLine(record: string): string {
  let length = Buffer.byteLength(record) + 3;
  while (Buffer.byteLength(`${length} ${record}\n`) !== length) length++;
  return `${length} ${record}\n`;
}

function nameOf(header: Buffer): string {
  return header.toString("utf8", 0, 100).replace(/\0[\s\S]*$/, "");
}

function writeOctal(header: Buffer, at: number, width: number, value: number): void {
  header.write(
    `${value
      .toString(8)
      .padStart(width - 1, "0")
      .slice(-(width - 1))}\u0000`,
    at,
    width,
    "latin1",
  );
}
