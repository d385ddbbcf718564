import { createHash } from "node:crypto";
import fs from "node:fs";
import { gunzipSync } from "node:zlib";
import { createMemoryDatabase } from "../../db/connect.ts";
import type { Source } from "../../archive/source.ts";
import { type ConvertedLegacy, type ConvertLegacyOptions, convertLegacy } from "../convert-legacy.ts";
import type { LegacyArchive } from "../legacy-archive.ts";
import type { LegacyRepository } from "../legacy-repository.ts";
import { repositoryJson } from "../repository-json.ts";

/** A legacy archive without a container. */
export interface LegacyTexts {
  metadata: string | Readonly<Record<string, unknown>>;
  data: string | Buffer | Readonly<Record<string, unknown>>;
  /** Contents by node UUID and path. */
  files?: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Bytes of a chunk of `data.json`. */
  chunk?: number;
}

export interface Converted extends ConvertedLegacy {
  db: Source["db"];
}

/** Convert into a database in memory. */
export async function convertTexts(
  texts: LegacyTexts,
  options: Partial<ConvertLegacyOptions> = {},
): Promise<Converted> {
  const db = createMemoryDatabase();
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const converted = await convertLegacy(archiveOf(texts), repositoryOf(texts), db, context, {
    version: "main_0001",
    readable: false,
    ...options,
  });
  return { ...converted, db };
}

const JSON_COLUMNS = ["metadata", "extras", "attributes", "repository_metadata"];

/** Rows of all tables that have any, ids ascending, JSON parsed; a bare NaN comes as the text "NaN". */
export function tablesOf(db: Source["db"]): Record<string, unknown[]> {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'db_db%' ORDER BY name",
    )
    .pluck()
    .all();
  return Object.fromEntries(
    names.flatMap((name) => {
      const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name} ORDER BY id`).all();
      return rows.length === 0 ? [] : [[name, rows.map(parsedRow)]];
    }),
  );
}

function parsedRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      JSON_COLUMNS.includes(column) && typeof value === "string" ? parsed(value) : value,
    ]),
  );
}

function parsed(json: string): unknown {
  return JSON.parse(json.replaceAll(/\bNaN\b/g, '"NaN"'));
}

export function archiveOf({ metadata, data, chunk = 1 << 16 }: LegacyTexts): LegacyArchive {
  const bytes = Buffer.isBuffer(data)
    ? data
    : Buffer.from(typeof data === "string" ? data : JSON.stringify(data));
  return {
    path: "/made/for/a/test.aiida",
    container: "zip",
    sizeBytes: bytes.length,
    metadata: Buffer.from(typeof metadata === "string" ? metadata : JSON.stringify(metadata)),
    dataBytes: bytes.length,
    async *data() {
      for (let at = 0; at < bytes.length; at += chunk) yield Buffer.from(bytes.subarray(at, at + chunk));
    },
    files: {
      count: 0,
      bytes: 0,
      *entries() {},
      async *stream() {},
      slice: async () => Buffer.alloc(0),
      read: () => Buffer.alloc(0),
      packedIn: null,
    },
    warnings: [],
    close: () => undefined,
  };
}

export function repositoryOf({ files = {} }: LegacyTexts): LegacyRepository {
  const nodes = new Map(
    Object.entries(files).map(([uuid, contents]) => [uuid, new Map(Object.entries(contents))]),
  );
  return {
    metadataOf: (uuid) =>
      repositoryJson(
        [...(nodes.get(uuid) ?? [])].map(([path, contents]) => ({
          path,
          key: createHash("sha256").update(contents).digest("hex"),
        })),
      ),
    read: async (uuid, path) => nodes.get(uuid)?.get(path) ?? null,
    remove: (uuid, path) => void nodes.get(uuid)?.delete(path),
  };
}

/** Archives made at random, and what AiiDA makes of them (`e2e/fixtures/README.md`). */
export interface Vector {
  name: string;
  metadata: string;
  data: string;
  /** Base64 by member. */
  files: Readonly<Record<string, string>>;
  main_0000: Readonly<Record<string, unknown[]>>;
  main_0001: Readonly<Record<string, unknown[]>>;
}

/** The archives of `e2e/fixtures/legacy-vectors.json.gz`. */
export function readVectors(): readonly Vector[] {
  const file = new URL("../../../e2e/fixtures/legacy-vectors.json.gz", import.meta.url);
  return JSON.parse(gunzipSync(fs.readFileSync(file)).toString()) as readonly Vector[];
}

/** As an archive, its `data.json` cut into chunks. */
export function textsOf({ metadata, data, files }: Vector, chunk: number): LegacyTexts {
  const byNode: Record<string, Record<string, Buffer>> = {};
  for (const [member, contents] of Object.entries(files)) {
    const [, first, second, rest, , ...path] = member.split("/");
    (byNode[`${first}${second}${rest}`] ??= {})[path.join("/")] = Buffer.from(contents, "base64");
  }
  return { metadata, data, files: byNode, chunk };
}
