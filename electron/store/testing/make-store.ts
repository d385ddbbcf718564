import fs from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import type { Database } from "better-sqlite3";
import { createDatabase } from "../../db/connect.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { fillDatabase } from "../../db/testing/fill-database.ts";

/** How an object of a made profile lies in its container. */
export type Lying = "loose" | "packed" | "compressed" | "both";

/** What may differ from what AiiDA makes. */
export interface StoreShape {
  /** Null: no such table. */
  version?: string | null;
  /** What the database says of its container; default: the right one. */
  namedContainer?: string | null;
  config?: Record<string, unknown>;
  /** Default: loose. */
  lying?: (position: number) => Lying;
  /** More bytes in each pack, between its objects. */
  gap?: number;
}

export const CONTAINER_ID = "0123456789abcdef0123456789abcdef";

/** Write a profile folder as AiiDA lays it out. Returns its path. */
export function writeStore(folder: string, contents: ArchiveContents = {}, shape: StoreShape = {}): string {
  fs.mkdirSync(folder, { recursive: true });
  const db = createDatabase(path.join(folder, "database.sqlite"));
  const objects = fillDatabase(db, contents);
  const { version = "main_0002", namedContainer = CONTAINER_ID } = shape;
  if (version !== null) {
    db.exec("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)");
    db.prepare("INSERT INTO alembic_version VALUES (?)").run(version);
  }
  if (namedContainer !== null) {
    db.prepare(
      "INSERT INTO db_dbsetting (key, val, description, time) VALUES ('repository|uuid', ?, '', '2026-01-02 03:04:05.000006')",
    ).run(JSON.stringify(namedContainer));
  }
  db.close();
  writeContainer(path.join(folder, "container"), objects, shape);
  settle(folder);
  return folder;
}

function writeContainer(folder: string, objects: ReadonlyMap<string, Buffer>, shape: StoreShape): void {
  for (const name of ["packs", "loose", "sandbox", "duplicates"])
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  const config = {
    container_version: 1,
    loose_prefix_len: 2,
    pack_size_target: 4294967296,
    hash_type: "sha256",
    container_id: CONTAINER_ID,
    compression_algorithm: "zlib+1",
    ...shape.config,
  };
  fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
  const index = createPackIndex(path.join(folder, "packs.idx"));
  const insert = index.prepare(
    'INSERT INTO db_object (hashkey, compressed, size, "offset", length, pack_id) VALUES (?, ?, ?, ?, ?, 0)',
  );
  const pack: Buffer[] = [];
  let offset = 0;
  const append = (bytes: Buffer) => {
    pack.push(bytes);
    offset += bytes.length;
  };
  for (const [position, [key, bytes]] of [...objects].entries()) {
    const lying = shape.lying?.(position) ?? "loose";
    if (lying === "loose" || lying === "both")
      writeLoose(folder, key, bytes, Number(config.loose_prefix_len));
    if (lying === "loose") continue;
    append(Buffer.alloc(shape.gap ?? 0, "#"));
    const packed = lying === "compressed" ? deflateSync(bytes) : bytes;
    insert.run(key, lying === "compressed" ? 1 : 0, bytes.length, offset, packed.length);
    append(packed);
  }
  if (offset > 0) fs.writeFileSync(path.join(folder, "packs", "0"), Buffer.concat(pack));
  index.close();
}

/** A loose object, as the container keeps it. */
export function writeLoose(container: string, key: string, bytes: Buffer, prefixLength = 2): string {
  const file = path.join(container, "loose", key.slice(0, prefixLength), key.slice(prefixLength));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}

/** The empty index of packs, in write-ahead-log mode as disk-objectstore makes it. */
export function createPackIndex(file: string): Database {
  const db = createDatabase(file);
  db.pragma("locking_mode = NORMAL");
  db.exec(`CREATE TABLE db_object (id INTEGER NOT NULL, hashkey VARCHAR NOT NULL, compressed BOOLEAN NOT NULL,
    size INTEGER NOT NULL, "offset" INTEGER NOT NULL, length INTEGER NOT NULL, pack_id INTEGER NOT NULL, PRIMARY KEY (id))`);
  db.exec("CREATE UNIQUE INDEX ix_db_object_hashkey ON db_object (hashkey)");
  db.pragma("journal_mode = WAL");
  return db;
}

/** Everything of a folder that must not change: names, sizes, bytes, times. */
export function everythingOf(folder: string): unknown[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return ["", ...names].map((name) => {
    const file = path.join(folder, name);
    const { size, mtimeMs, ctimeMs, mode } = fs.lstatSync(file);
    const isFile = fs.lstatSync(file).isFile();
    return [name, size, mtimeMs, ctimeMs, mode, isFile ? fs.readFileSync(file, "base64") : null];
  });
}

/** Let the files look as if they were written a while ago, so that nobody waits for their clock. */
function settle(folder: string): void {
  const before = new Date(Date.now() - 60_000);
  for (const name of ["database.sqlite", "container/packs.idx"])
    fs.utimesSync(path.join(folder, name), before, before);
}
