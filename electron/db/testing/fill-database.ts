import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "../archive-schema.ts";
import { type ArchiveContents, jsonColumn, testTime, type TestNode, testUuid } from "./contents.ts";

/** Create AiiDA's tables in an empty database and fill them. Returns the repository objects by key. */
export function fillDatabase(db: Database, contents: ArchiveContents): Map<string, Buffer> {
  const objects = new Map<string, Buffer>();
  db.pragma("foreign_keys = OFF"); // tests may ask for dangling rows
  for (const statement of [...ARCHIVE_TABLES, ...ARCHIVE_INDEXES]) db.exec(statement);
  db.transaction(() => {
    fillPeopleAndComputers(db, contents);
    fillNodes(db, contents, objects);
    fillGroups(db, contents);
    fillNotes(db, contents);
  })();
  for (const key of contents.missingObjects ?? []) objects.delete(key);
  return objects;
}

/** The key of a repository object: SHA-256 of its bytes in lower-case hex. */
export function objectKey(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function fillPeopleAndComputers(db: Database, contents: ArchiveContents): void {
  const user = db.prepare("INSERT INTO db_dbuser VALUES (?, ?, ?, ?, ?)");
  for (const [i, u] of (contents.users ?? [{ email: "ada.marlow@example.org" }]).entries()) {
    user.run(u.id ?? i + 1, u.email, u.firstName ?? "", u.lastName ?? "", u.institution ?? "");
  }
  const computer = db.prepare("INSERT INTO db_dbcomputer VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const [i, c] of (contents.computers ?? []).entries()) {
    const id = c.id ?? i + 1;
    const types = [c.schedulerType ?? "core.direct", c.transportType ?? "core.local"];
    const uuid = c.uuid ?? testUuid("computer", id);
    computer.run(
      id,
      uuid,
      c.label,
      c.hostname ?? "localhost",
      c.description ?? "",
      ...types,
      jsonColumn(c.metadata),
    );
  }
  const authinfo = db.prepare("INSERT INTO db_dbauthinfo VALUES (?, ?, ?, ?, ?, ?)");
  for (const [i, a] of (contents.authinfos ?? []).entries()) {
    const json = [jsonColumn(a.metadata), jsonColumn(a.authParams)];
    authinfo.run(a.id ?? i + 1, a.user, a.computer, ...json, a.enabled === false ? 0 : 1);
  }
}

function fillNodes(db: Database, contents: ArchiveContents, objects: Map<string, Buffer>): void {
  const insert = db.prepare("INSERT INTO db_dbnode VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const firstUser = contents.users?.[0]?.id ?? 1;
  for (const [i, n] of (contents.nodes ?? []).entries()) {
    const id = n.id ?? i + 1;
    const ctime = n.ctime ?? testTime(i);
    insert.run(
      id,
      n.uuid ?? testUuid("node", id),
      n.type ?? "data.core.dict.Dict.",
      n.processType ?? null,
      n.label ?? "",
      n.description ?? "",
      ctime,
      n.mtime ?? ctime,
      jsonColumn(n.attributes),
      jsonColumn(n.extras),
      n.repositoryMetadata === undefined ? repositoryOf(n, objects) : jsonColumn(n.repositoryMetadata),
      n.computer ?? null,
      n.user ?? firstUser,
    );
  }
  const link = db.prepare("INSERT INTO db_dblink VALUES (?, ?, ?, ?, ?)");
  for (const [i, [source, target, type, label]] of (contents.links ?? []).entries()) {
    link.run(i + 1, source, target, label, type);
  }
}

interface Directory {
  o?: Record<string, Directory | { k: string }>;
}

function repositoryOf(node: TestNode, objects: Map<string, Buffer>): string | null {
  const root: Directory = {};
  for (const [path, content] of Object.entries(node.files ?? {})) {
    const bytes = Buffer.from(content);
    const key = objectKey(bytes);
    objects.set(key, bytes);
    const names = path.split("/");
    const file = names.pop() ?? path;
    let directory = root;
    for (const name of names) {
      directory.o ??= {};
      directory.o[name] ??= {};
      directory = directory.o[name] as Directory;
    }
    directory.o ??= {};
    directory.o[file] = { k: key };
  }
  return jsonColumn({ ...root });
}

function fillGroups(db: Database, contents: ArchiveContents): void {
  const group = db.prepare("INSERT INTO db_dbgroup VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const member = db.prepare("INSERT INTO db_dbgroup_dbnodes (dbnode_id, dbgroup_id) VALUES (?, ?)");
  const firstUser = contents.users?.[0]?.id ?? 1;
  for (const [i, g] of (contents.groups ?? []).entries()) {
    const id = g.id ?? i + 1;
    const texts = [g.label, g.typeString ?? "core", g.time ?? testTime(i), g.description ?? ""];
    group.run(id, g.uuid ?? testUuid("group", id), ...texts, jsonColumn(g.extras), g.user ?? firstUser);
    for (const node of g.nodes ?? []) member.run(node, id);
  }
}

function fillNotes(db: Database, contents: ArchiveContents): void {
  const comment = db.prepare("INSERT INTO db_dbcomment VALUES (?, ?, ?, ?, ?, ?, ?)");
  const firstUser = contents.users?.[0]?.id ?? 1;
  for (const [i, c] of (contents.comments ?? []).entries()) {
    const id = c.id ?? i + 1;
    const ctime = c.ctime ?? testTime(i);
    const uuid = c.uuid ?? testUuid("comment", id);
    comment.run(id, uuid, c.node, ctime, c.mtime ?? ctime, c.user ?? firstUser, c.content);
  }
  const log = db.prepare("INSERT INTO db_dblog VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const [i, l] of (contents.logs ?? []).entries()) {
    const id = l.id ?? i + 1;
    const texts = [l.time ?? testTime(i), l.logger ?? "aiida.orm.nodes.process", l.level ?? "REPORT"];
    log.run(id, l.uuid ?? testUuid("log", id), ...texts, l.node, l.message, jsonColumn(l.metadata));
  }
}
