import { createHash } from "node:crypto";
import fs from "node:fs";
import { openFile } from "../../electron/archive/open-file.ts";
import { ZipReader } from "../../electron/archive/zip-reader.ts";
import { ZipWriter } from "../../electron/archive/zip-writer.ts";
import { createMemoryDatabase } from "../../electron/db/connect.ts";
import { fillDatabase } from "../../electron/db/testing/fill-database.ts";

// node archives.js make OUT MEGABYTES [FILES]: an archive that is mostly files, as those of users are; so many of about one size if said.
// node archives.js unpack ARCHIVE OUT: all members one after the other, for sha256sum to read.

const [what, from = "", to = "", files] = process.argv.slice(2);
if (what === "make") make(from, Number(to) * 1e6, files === undefined ? null : Number(files));
else await unpack(from, to);

/** Outputs of programs (text that packs to a quarter) and, a third of the bytes, binary files that do not pack. */
function make(target: string, bytes: number, files: number | null): void {
  const fd = fs.openSync(target, "w");
  const zip = new ZipWriter(fd, { leading: ["metadata.json", "db.sqlite3"] });
  const nodes: { id: number; type: string; repositoryMetadata: string }[] = [];
  const random = numbers(1);
  for (let done = 0; done < bytes; ) {
    const isBinary = nodes.length % 3 === 0;
    const size = files
      ? Math.ceil((bytes / files) * (0.5 + random()))
      : 20_000 + Math.floor(random() ** 4 * 8e6); // many small, few large
    const content = isBinary ? noise(size, random) : output(size, random);
    const key = createHash("sha256").update(content).digest("hex");
    zip.addBuffer(`repo/${key}`, content, 6);
    done += content.length;
    nodes.push({
      id: nodes.length + 1,
      type: "data.core.singlefile.SinglefileData.",
      repositoryMetadata: JSON.stringify({ o: { "aiida.out": { k: key } } }),
    });
  }
  const db = createMemoryDatabase();
  fillDatabase(db, { nodes });
  zip.addBuffer("db.sqlite3", db.serialize(), 6);
  db.close();
  zip.addBuffer("metadata.json", Buffer.from('{"export_version": "main_0001", "key_format": "sha256"}'), 0);
  zip.finish();
  fs.closeSync(fd);
}

function output(size: number, random: () => number): Buffer {
  const lines: string[] = [];
  for (let length = 0, step = 1; length < size; step++) {
    const line = `     iteration # ${step}     total energy = ${(-100 * random()).toFixed(8)} Ry     estimated scf accuracy < ${random().toExponential(2)} Ry\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(""));
}

function noise(size: number, random: () => number): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let i = 0; i < words.length; i++) words[i] = random() * 2 ** 32;
  return Buffer.from(words.buffer, 0, size);
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function unpack(archive: string, target: string): Promise<void> {
  const file = openFile(archive);
  const zip = await ZipReader.open(file, { aborted: false });
  const fd = fs.openSync(target, "w");
  for (const [name] of zip?.directory.names ?? []) {
    const member = zip!.member(name)!;
    for (const chunk of zip!.chunks(member, () => undefined)!) fs.writeSync(fd, chunk);
  }
  fs.closeSync(fd);
  file.close();
}
