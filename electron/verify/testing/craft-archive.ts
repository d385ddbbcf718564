import fs from "node:fs";
import { createMemoryDatabase } from "../../db/connect.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { fillDatabase } from "../../db/testing/fill-database.ts";
import { craftZip, type CraftedEnd, type CraftedMember } from "../../archive/testing/craft-zip.ts";

/** What is wrong with a crafted archive; what is left out is as AiiDA writes it. */
export interface Damage {
  /** Statements that are run on the finished database, foreign keys and constraints of the schema unheeded. */
  sql?: readonly string[];
  /** Changes the bytes of the database. */
  database?: (bytes: Buffer) => Buffer;
  /** `metadata.json` instead of the whole one. */
  metadata?: string | Record<string, unknown>;
  /** Changes the members; they come with the metadata and the database first. */
  members?: (members: CraftedMember[]) => CraftedMember[];
  end?: CraftedEnd;
}

/** An archive as a file, whole but for the damage that is asked for. Returns the path. */
export function craftArchive(file: string, contents: ArchiveContents, damage: Damage = {}): string {
  const db = createMemoryDatabase();
  const objects = fillDatabase(db, contents);
  db.pragma("ignore_check_constraints = ON");
  db.unsafeMode(true);
  for (const statement of damage.sql ?? []) db.exec(statement);
  const bytes = db.serialize();
  db.close();
  const metadata = damage.metadata ?? {
    export_version: "main_0001",
    aiida_version: "2.9.4",
    key_format: "sha256",
    ...contents.metadata,
  };
  const members: CraftedMember[] = [
    {
      name: "metadata.json",
      data: typeof metadata === "string" ? metadata : JSON.stringify(metadata),
      stored: true,
    },
    { name: "db.sqlite3", data: damage.database?.(bytes) ?? bytes },
    ...[...objects].map(([key, data]) => ({ name: `repo/${key}`, data })),
  ];
  fs.writeFileSync(file, craftZip(damage.members?.(members) ?? members, damage.end));
  return file;
}
