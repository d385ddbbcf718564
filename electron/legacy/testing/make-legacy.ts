import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { craftZip } from "../../archive/testing/craft-zip.ts";

/** A node of a made archive: its position in the list is its PK, from 1. */
export interface LegacyNode {
  attributes?: Readonly<Record<string, unknown>>;
  /** Below `path/`; null for an empty folder. */
  files?: Readonly<Record<string, string | Buffer | null>>;
}

/** Members by name, in order; null for a folder. */
export type Members = Map<string, Buffer | null>;

/** UUID of the node with this PK. */
export function legacyUuid(pk: number): string {
  return `${pk.toString(16).padStart(8, "0")}-1111-4111-8111-111111111111`;
}

/** Where an old archive keeps a node's files. */
export function legacyFolder(uuid: string): string {
  return `nodes/${uuid.slice(0, 2)}/${uuid.slice(2, 4)}/${uuid.slice(4)}`;
}

/** The members of an archive of version 0.13 with these nodes, which belong to one user and have no links. */
export function legacyMembers(nodes: readonly LegacyNode[], version = "0.13"): Members {
  const rows: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  const extras: Record<string, unknown> = {};
  const members: Members = new Map();
  for (const [index, node] of nodes.entries()) {
    const pk = index + 1;
    const uuid = legacyUuid(pk);
    rows[pk] = {
      uuid,
      node_type: "data.core.folder.FolderData.",
      process_type: "",
      label: `node ${pk}`,
      description: "",
      ctime: "2020-03-01T09:15:02.104233",
      mtime: "2020-03-01T09:15:02.104233",
      user: 1,
      dbcomputer: null,
    };
    attributes[pk] = node.attributes ?? {};
    extras[pk] = {};
    for (const [name, contents] of Object.entries(node.files ?? {})) {
      const member = `${legacyFolder(uuid)}/path/${name}`;
      members.set(
        contents === null ? `${member}/` : member,
        contents === null ? null : Buffer.from(contents),
      );
    }
  }
  const user = { email: "ada@example.org", first_name: "", last_name: "", institution: "" };
  const data = {
    export_data: { User: { 1: user }, Node: rows },
    node_attributes: attributes,
    node_extras: extras,
    links_uuid: [],
    groups_uuid: {},
  };
  const metadata = {
    export_version: version,
    aiida_version: "1.6.9",
    export_parameters: { include_logs: true },
  };
  return new Map([
    ["data.json", Buffer.from(JSON.stringify(data))],
    ["metadata.json", Buffer.from(JSON.stringify(metadata))],
    ...members,
  ]);
}

/** Write members as an archive. Returns the path. */
export async function writeLegacy(
  file: string,
  container: "zip" | "tar" | "tar.gz" | "folder",
  members: Members,
): Promise<string> {
  if (container === "folder") writeFolder(file, members);
  else if (container === "zip")
    fs.writeFileSync(file, craftZip([...members].map(([name, data]) => ({ name, data: data ?? "" }))));
  else {
    const tar = await tarOf(members);
    fs.writeFileSync(file, container === "tar" ? tar : gzipSync(tar, { level: 1 }));
  }
  return file;
}

async function tarOf(members: Members): Promise<Buffer> {
  const tar = pack();
  for (const [name, data] of members) {
    if (data === null) tar.entry({ name, type: "directory" });
    else tar.entry({ name }, data);
  }
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function writeFolder(folder: string, members: Members): void {
  for (const [name, data] of members) {
    const file = path.join(folder, name);
    fs.mkdirSync(data === null ? file : path.dirname(file), { recursive: true });
    if (data !== null) fs.writeFileSync(file, data);
  }
}
