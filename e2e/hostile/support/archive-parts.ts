import type { Database } from "better-sqlite3";
import fs from "node:fs";
import { inflateRawSync } from "node:zlib";
import {
  type CraftedEnd,
  type CraftedMember,
  craftZip,
} from "../../../electron/archive/testing/craft-zip.ts";
import { createMemoryDatabase } from "../../../electron/db/connect.ts";
import type { ArchiveContents } from "../../../electron/db/testing/contents.ts";
import { fillDatabase } from "../../../electron/db/testing/fill-database.ts";

/** What an archive is made of. Change a part and put it together again: every CRC and size is right. */
export interface ArchiveParts {
  metadata: Buffer | string;
  database: Buffer;
  /** By key. */
  objects: Map<string, Buffer>;
}

/** A small whole archive: data and a finished calculation with files, a group, a comment and a log. */
export const WHOLE: ArchiveContents = {
  computers: [{ label: "cluster", hostname: "cluster.example.org" }],
  nodes: [
    { id: 1, type: "data.core.int.Int.", label: "seven", attributes: { value: 7 } },
    {
      id: 2,
      type: "process.calculation.calcjob.CalcJobNode.",
      processType: "aiida.calculations:core.arithmetic.add",
      label: "sum",
      attributes: { process_state: "finished", exit_status: 0, process_label: "ArithmeticAdd", sealed: true },
      files: { "aiida.in": "echo $((7 + 7))", "sub/job.json": "{}" },
      computer: 1,
    },
    {
      id: 3,
      type: "data.core.folder.FolderData.",
      files: { "aiida.out": "14\n", "_scheduler-stderr.txt": "none\n" },
    },
    { id: 4, type: "data.core.int.Int.", label: "fourteen", attributes: { value: 14 } },
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "retrieved"],
    [2, 4, "create", "sum"],
  ],
  groups: [{ label: "sums", nodes: [2, 4] }],
  comments: [{ node: 4, content: "As expected." }],
  logs: [{ node: 2, message: "done" }],
};

/** Parts of an archive with these contents; `edit` may then do to its database what no AiiDA does. */
export function archiveParts(contents: ArchiveContents = WHOLE, edit?: (db: Database) => void): ArchiveParts {
  const db = createMemoryDatabase();
  const objects = fillDatabase(db, contents);
  edit?.(db);
  const database = db.serialize();
  db.close();
  return { metadata: metadataText(), database, objects };
}

/** `metadata.json` of a `main_0001` archive, with some keys replaced. */
export function metadataText(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    export_version: "main_0001",
    aiida_version: "2.9.4",
    key_format: "sha256",
    compression: 6,
    ctime: "2026-01-02T03:04:05.000006",
    creation_parameters: { entities_starting_set: null },
    ...changes,
  });
}

/** The members of an archive in the order in which AiiDA writes their list, ready to be changed one by one. */
export function membersOf({ metadata, database, objects }: ArchiveParts): CraftedMember[] {
  return [
    { name: "metadata.json", data: metadata, stored: true },
    { name: "db.sqlite3", data: database },
    ...[...objects].map(([key, data]) => ({ name: `repo/${key}`, data })),
  ];
}

/** Put the parts together as a ZIP whose sizes and CRCs are right. */
export function zipOf(parts: ArchiveParts): Buffer {
  return craftZip(membersOf(parts));
}

/** As `zipOf`, after a look at each member by its name. */
export function zipWith(
  change: (member: CraftedMember) => CraftedMember | readonly CraftedMember[],
  end: CraftedEnd = {},
  parts: ArchiveParts = archiveParts(),
): Buffer {
  return craftZip(
    membersOf(parts).flatMap((member) => change(member)),
    end,
  );
}

/** Take a whole archive apart. Only for files that are known to be good: nothing is checked. */
export function readParts(file: string): ArchiveParts {
  const zip = fs.readFileSync(file);
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const parts: ArchiveParts = { metadata: "", database: Buffer.alloc(0), objects: new Map() };
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const name = zip.toString("utf8", at + 46, at + 46 + nameBytes!);
    const header = zip.readUInt32LE(at + 42);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const data = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    if (name === "metadata.json") parts.metadata = data;
    else if (name === "db.sqlite3") parts.database = data;
    else if (name.startsWith("repo/")) parts.objects.set(name.slice("repo/".length), data);
    at += 46 + nameBytes! + extraBytes! + commentBytes!;
  }
  return parts;
}
