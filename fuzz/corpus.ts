import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { deflateSync, gunzipSync } from "node:zlib";
import { createDatabase } from "../electron/db/connect.ts";
import type { Folder, Input } from "./input.ts";
import { zipMembers } from "./zip-members.ts";

/** The kinds of sources that are fuzzed, as `--only` names them. */
export const KINDS = ["zip", "legacy-zip", "tar", "tar.gz", "folder", "legacy-folder", "store"] as const;
export type Kind = (typeof KINDS)[number];

/** A whole input that cases are made from. */
export interface Base {
  name: string;
  kind: Kind;
  input: Input;
}

const LARGEST = 512 * 1024; // mutations of larger ones would cost more time than they find

/** Every archive of the end-to-end tests by what is inside, some of them unpacked into folders, and one as a live store. */
export function readCorpus(fixtures: string): Base[] {
  const files = fs.readdirSync(fixtures).filter((name) => /\.(aiida|gz|zip|tar)$/.test(name));
  const bases = files.sort().flatMap((name): Base[] => {
    const bytes = fs.readFileSync(path.join(fixtures, name));
    const kind = kindOf(bytes);
    if (kind === null || bytes.length > LARGEST) return [];
    const base: Base = { name, kind, input: bytes };
    return kind === "tar.gz"
      ? [base, { name: `${name}, not packed`, kind: "tar", input: gunzipSync(bytes) }]
      : [base];
  });
  return bases.flatMap((base) => {
    if (base.kind !== "zip" && base.kind !== "legacy-zip") return [base];
    const isLegacy = base.kind === "legacy-zip";
    const unpacked: Base = {
      name: `${base.name}, unpacked`,
      kind: isLegacy ? "legacy-folder" : "folder",
      input: unpackedFolder(base.input as Buffer),
    };
    return isLegacy || !base.name.startsWith("generated")
      ? [base, unpacked]
      : [base, unpacked, storeOf(base)];
  });
}

function kindOf(bytes: Buffer): Kind | null {
  if (bytes.readUInt16LE(0) === 0x8b1f) return "tar.gz";
  if (bytes.toString("latin1", 257, 262) === "ustar") return "tar";
  if (bytes.readUInt32LE(0) !== 0x04034b50) return null;
  return zipMembers(bytes).some(({ name }) => name === "data.json") ? "legacy-zip" : "zip";
}

function unpackedFolder(zip: Buffer): Folder {
  return new Map(
    zipMembers(zip)
      .filter(({ name }) => !name.endsWith("/"))
      .map(({ name, data }) => [name, Buffer.from(data)]),
  );
}

/** A `core.sqlite_dos` storage with what an archive holds: half of the objects loose, half in a pack. */
function storeOf({ name, input }: Base): Base {
  const members = zipMembers(input as Buffer);
  const folder: Folder = new Map();
  const containerId = "5d1e3a9c0b7f4f0e8a6d2c4b1f9e7a35";
  folder.set(
    "container/config.json",
    Buffer.from(
      JSON.stringify({
        container_version: 1,
        loose_prefix_len: 2,
        pack_size_target: 4294967296,
        hash_type: "sha256",
        container_id: containerId,
        compression_algorithm: "zlib+1",
      }),
    ),
  );
  const packed: { key: string; data: Buffer; offset: number; length: number; compressed: 0 | 1 }[] = [];
  const pack: Buffer[] = [];
  let offset = 0;
  members
    .filter(({ name: member }) => /^repo\/[0-9a-f]{64}$/.test(member))
    .forEach(({ name: member, data }, index) => {
      const key = createHash("sha256").update(data).digest("hex");
      if (index % 2 === 0 || member !== `repo/${key}`)
        return void folder.set(`container/loose/${key.slice(0, 2)}/${key.slice(2)}`, data);
      const bytes = index % 4 === 1 ? deflateSync(data, { level: 1 }) : data;
      packed.push({ key, data, offset, length: bytes.length, compressed: index % 4 === 1 ? 1 : 0 });
      pack.push(bytes);
      offset += bytes.length;
    });
  folder.set("container/packs/0", Buffer.concat(pack));
  folder.set(
    "container/packs.idx",
    withDatabase(null, (db) => {
      db.exec(
        "CREATE TABLE db_object (id INTEGER NOT NULL, hashkey VARCHAR NOT NULL, compressed BOOLEAN NOT NULL, size INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, pack_id INTEGER NOT NULL, PRIMARY KEY (id))",
      );
      db.exec("CREATE UNIQUE INDEX ix_db_object_hashkey ON db_object (hashkey)");
      const insert = db.prepare(
        "INSERT INTO db_object (hashkey, compressed, size, offset, length, pack_id) VALUES (?, ?, ?, ?, ?, 0)",
      );
      for (const row of packed) insert.run(row.key, row.compressed, row.data.length, row.offset, row.length);
    }),
  );
  const database = members.find((member) => member.name === "db.sqlite3")?.data ?? null;
  folder.set(
    "database.sqlite",
    withDatabase(database, (db) => {
      db.exec(
        "CREATE TABLE IF NOT EXISTS db_dbsetting (id INTEGER NOT NULL PRIMARY KEY, key VARCHAR(1024) NOT NULL UNIQUE, val JSON, description TEXT NOT NULL, time DATETIME NOT NULL)",
      );
      db.exec(
        `INSERT INTO db_dbsetting (key, val, description, time) VALUES ('repository|uuid', '"${containerId}"', 'Repository UUID', '2026-01-01 00:00:00.000000')`,
      );
      db.exec("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)");
      db.exec("DELETE FROM alembic_version");
      db.exec("INSERT INTO alembic_version VALUES ('main_0002')");
    }),
  );
  return { name: `${name}, as a store`, kind: "store", input: folder };
}

function withDatabase(bytes: Buffer | null, work: (db: ReturnType<typeof createDatabase>) => void): Buffer {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-fuzz-store-"));
  const file = path.join(folder, "store.sqlite");
  try {
    if (bytes) fs.writeFileSync(file, bytes);
    const db = createDatabase(file);
    work(db);
    db.close();
    return fs.readFileSync(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
