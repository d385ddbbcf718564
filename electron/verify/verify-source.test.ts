import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { PROBLEM_CODES, type ProblemCode } from "../../shared/model/check-problems.ts";
import type { CraftedMember } from "../archive/testing/craft-zip.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { craftArchive, type Damage } from "./testing/craft-archive.ts";
import { verifySource } from "./verify-source.ts";

const temporary = temporaryFolder();

const TEXT = "Crystal structure of silicon\n";
const KEY = objectKey(TEXT);

/** A calculation with an input, an output, a caller, a log, a comment and a group: all that AiiDA writes. */
const WHOLE: ArchiveContents = {
  computers: [{ label: "cluster", metadata: { workdir: "/scratch" } }],
  authinfos: [{ user: 1, computer: 1 }],
  nodes: [
    { id: 1, files: { "si.cif": TEXT, "more/a.txt": "a" } },
    { id: 2, type: "process.calculation.calcjob.CalcJobNode.", computer: 1, files: { "aiida.in": TEXT } },
    { id: 3, type: "data.core.folder.FolderData." },
    { id: 4, type: "process.workflow.workchain.WorkChainNode." },
    { id: 5, type: "process.workflow.workchain.WorkChainNode." },
  ],
  links: [
    [1, 2, "input_calc", "structure"],
    [2, 3, "create", "retrieved"],
    [4, 2, "call_calc", "scf"],
    [5, 4, "call_work", "base"],
    [1, 4, "input_work", "structure"],
    [4, 3, "return", "retrieved"],
  ],
  groups: [{ label: "mine", nodes: [1, 2] }],
  comments: [{ node: 1, content: "good" }],
  logs: [{ node: 2, message: "done" }],
};

async function verified(damage: Damage, contents: ArchiveContents = WHOLE) {
  const file = craftArchive(temporary("a.aiida"), contents, damage);
  return verifySource(file, quietJob(), { cacheDir: temporary("cache") });
}

test("a whole archive is ok, and the report counts what was read", async () => {
  const report = await verified({});
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({
    ok: true,
    version: "main_0001",
    container: "zip",
    problemCounts: {},
    remarkCounts: {},
  });
  expect(report.checked).toMatchObject({
    members: 4,
    objects: 2,
    objectBytes: TEXT.length + 1,
    nodes: 5,
    links: 6,
    groups: 1,
    computers: 1,
    users: 1,
    comments: 1,
    logs: 1,
    authinfos: 1,
    files: 3,
    jsonValues: 15 + 1 + 2 + 1 + 1,
  });
});

const change = (name: string, by: Partial<CraftedMember>): Damage => ({
  members: (all) => all.map((member) => (member.name === name ? { ...member, ...by } : member)),
});
const without = (name: string): Damage => ({
  members: (all) => all.filter((member) => member.name !== name),
});
const link = (source: number, target: number, type: string, label: string) =>
  `INSERT INTO db_dblink (input_id, output_id, type, label) VALUES (${source}, ${target}, '${type}', '${label}')`;
const ofNode = (id: number, column: string, sqlValue: string) =>
  `UPDATE db_dbnode SET ${column} = ${sqlValue} WHERE id = ${id}`;
/** The table without constraints, as files of other programs have it, with one of its rows repeated and changed. */
const unconstrained = (table: string, ...more: string[]): Damage => ({
  sql: [
    `ALTER TABLE ${table} RENAME TO constrained`,
    `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, ${COLUMNS[table]!})`,
    `INSERT INTO ${table} SELECT * FROM constrained`,
    "DROP TABLE constrained",
    ...more,
  ],
});
const COLUMNS: Record<string, string> = {
  db_dbnode:
    "uuid, node_type, process_type, label, description, ctime, mtime, attributes, extras, repository_metadata, dbcomputer_id, user_id",
  db_dbuser: "email, first_name, last_name, institution",
  db_dbgroup_dbnodes: "dbnode_id, dbgroup_id",
};

const OBJECT = `repo/${KEY}`;

const CASES: readonly [code: ProblemCode, what: string, damage: Damage, where: string][] = [
  ["container-damaged", "a list that is cut", { end: { directoryBytes: 7 } }, "a.aiida"],
  ["member-missing", "no database", without("db.sqlite3"), "db.sqlite3"],
  ["member-missing", "no metadata", without("metadata.json"), "metadata.json"],
  ["member-crc", "another checksum of a file", change(OBJECT, { crc: 1 }), OBJECT],
  ["member-crc", "another checksum of the database", change("db.sqlite3", { crc: 1 }), "db.sqlite3"],
  ["member-size", "another size of a file", change(OBJECT, { size: TEXT.length + 1 }), OBJECT],
  [
    "member-packing",
    "packed bytes that are none",
    change(OBJECT, { data: "ÿÿÿÿÿÿÿÿ", stored: true, method: 8, size: TEXT.length }),
    OBJECT,
  ],
  [
    "member-header",
    "a local header of another name",
    change(OBJECT, { local: { name: OBJECT.replace("repo", "open") } }),
    OBJECT,
  ],
  ["member-unreadable", "an encrypted member", change(OBJECT, { flags: 1 }), OBJECT],
  ["member-unreadable", "an unknown packing", change(OBJECT, { method: 12 }), OBJECT],
  ["member-duplicate", "a member twice", { members: (all) => [...all, all.at(-1)!] }, "repo/"],
  [
    "member-unsafe-name",
    "a name that leads out",
    { members: (all) => [...all, { name: "../evil" }] },
    "../evil",
  ],
  [
    "member-order",
    "the database behind four others",
    {
      members: ([metadata, database, ...rest]) => [
        metadata!,
        ...rest,
        { name: "a" },
        { name: "b" },
        database!,
      ],
    },
    "db.sqlite3",
  ],
  ["object-hash", "other bytes under right checksums", change(OBJECT, { data: "tampered" }), OBJECT],
  ["metadata-malformed", "metadata that are no JSON", { metadata: "{" }, "metadata.json"],
  [
    "metadata-field",
    "creation parameters that are a text",
    { metadata: { export_version: "main_0001", creation_parameters: "x" } },
    "metadata.json",
  ],
  [
    "metadata-key-format",
    "SHA-1",
    { metadata: { export_version: "main_0001", key_format: "sha1" } },
    "metadata.json",
  ],
  [
    "metadata-version",
    "another version in the database",
    {
      sql: [
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('main_0000')",
      ],
    },
    "db.sqlite3",
  ],
  [
    "database-unreadable",
    "no database at all",
    { database: () => Buffer.from("notes, notes, notes") },
    "db.sqlite3",
  ],
  [
    "database-schema",
    "an index that computes",
    { sql: ["CREATE INDEX hostile ON db_dbnode (length(label))"] },
    "db.sqlite3",
  ],
  [
    "database-schema",
    "an index of some rows",
    { sql: ["CREATE INDEX hostile ON db_dbnode (label) WHERE id > 5"] },
    "db.sqlite3",
  ],
  ["database-schema", "a table that is missing", { sql: ["DROP TABLE db_dblog"] }, "db.sqlite3"],
  ["database-integrity", "an index without its rows", { database: withoutIndexRow }, "db.sqlite3"],
  ["reference-dangling", "a user who is not there", { sql: [ofNode(1, "user_id", "77")] }, "db_dbnode, PK 1"],
  [
    "reference-dangling",
    "a member of a group that is not there",
    { sql: ["UPDATE db_dbgroup_dbnodes SET dbnode_id = 99 WHERE id = 1"] },
    "db_dbgroup_dbnodes, PK 1",
  ],
  [
    "value-missing",
    "a node without a user",
    unconstrained("db_dbnode", ofNode(1, "user_id", "NULL")),
    "db_dbnode, PK 1",
  ],
  [
    "value-missing",
    "a node without a UUID",
    unconstrained("db_dbnode", ofNode(1, "uuid", "NULL")),
    "db_dbnode, PK 1",
  ],
  [
    "value-missing",
    "a label that is NULL",
    unconstrained("db_dbnode", ofNode(1, "label", "NULL")),
    "db_dbnode, PK 1",
  ],
  [
    "uuid-repeated",
    "two nodes of one UUID",
    unconstrained(
      "db_dbnode",
      "UPDATE db_dbnode SET uuid = (SELECT uuid FROM db_dbnode WHERE id = 1) WHERE id = 3",
    ),
    "db_dbnode, PK 1",
  ],
  [
    "value-repeated",
    "two users of one e-mail",
    unconstrained("db_dbuser", "INSERT INTO db_dbuser SELECT 2, email, '', '', '' FROM db_dbuser"),
    "db_dbuser, PK 1",
  ],
  [
    "value-repeated",
    "a membership twice",
    unconstrained("db_dbgroup_dbnodes", "INSERT INTO db_dbgroup_dbnodes VALUES (9, 1, 1)"),
    "db_dbgroup_dbnodes, PK 1",
  ],
  [
    "uuid-malformed",
    "a UUID without hyphens",
    { sql: [ofNode(1, "uuid", "'0000000100004000800000000000'")] },
    "db_dbnode, PK 1",
  ],
  ["time-malformed", "a time of words", { sql: [ofNode(1, "ctime", "'yesterday'")] }, "db_dbnode, PK 1"],
  [
    "text-encoding",
    "a label in another encoding",
    { sql: [ofNode(1, "label", "CAST(x'fcff' AS TEXT)")] },
    "db_dbnode, PK 1",
  ],
  [
    "node-type",
    "a type without its final dot",
    { sql: [ofNode(1, "node_type", "'data.core.dict.Dict'")] },
    "db_dbnode, PK 1",
  ],
  [
    "json-malformed",
    "attributes that end too early",
    { sql: [ofNode(1, "attributes", "'{\"a\": '")] },
    "db_dbnode, PK 1",
  ],
  [
    "json-malformed",
    "metadata of a log that are no JSON",
    { sql: ["UPDATE db_dblog SET metadata = 'x'"] },
    "db_dblog, PK 1",
  ],
  ["json-not-a-number", "NaN", { sql: [ofNode(1, "extras", "'{\"a\": [1, NaN]}'")] }, "db_dbnode, PK 1"],
  [
    "json-not-a-number",
    "an infinity",
    { sql: [ofNode(1, "extras", "'{\"a\": -Infinity}'")] },
    "db_dbnode, PK 1",
  ],
  [
    "json-too-deep",
    "two thousand levels",
    { sql: [ofNode(1, "attributes", `'{"a": ${"[".repeat(2000)}${"]".repeat(2000)}}'`)] },
    "db_dbnode, PK 1",
  ],
  [
    "json-type",
    "a list instead of an object",
    { sql: [ofNode(1, "attributes", "'[1]'")] },
    "db_dbnode, PK 1",
  ],
  ["json-type", "bytes", { sql: [ofNode(1, "attributes", "x'7b7d'")] }, "db_dbnode, PK 1"],
  [
    "repository-malformed",
    "a name with a slash",
    { sql: [ofNode(3, "repository_metadata", `'{"o": {"a/b": {"k": "${KEY}"}}}'`)] },
    "db_dbnode, PK 3",
  ],
  [
    "repository-malformed",
    "a key that is none",
    { sql: [ofNode(3, "repository_metadata", `'{"o": {"a": {"k": "xyz"}}}'`)] },
    "db_dbnode, PK 3",
  ],
  [
    "repository-malformed",
    "a list of entries",
    { sql: [ofNode(3, "repository_metadata", `'{"o": ["a"]}'`)] },
    "db_dbnode, PK 3",
  ],
  ["object-missing", "contents that are not there", without(OBJECT), "db_dbnode, PK 1"],
  ["link-dangling", "a link to nowhere", { sql: [link(1, 99, "input_calc", "x")] }, "db_dblink, PK 7"],
  ["link-type", "an unknown type", { sql: [link(1, 2, "likes", "x")] }, "db_dblink, PK 7"],
  ["link-ends", "data that is called", { sql: [link(4, 1, "call_calc", "x")] }, "db_dblink, PK 7"],
  ["link-ends", "a workflow that creates", { sql: [link(5, 1, "create", "x")] }, "db_dblink, PK 7"],
  [
    "link-repeated",
    "two inputs of one name",
    { sql: [link(3, 2, "input_calc", "structure")] },
    "db_dblink, PK 7",
  ],
  ["link-repeated", "the same link twice", { sql: [link(4, 3, "return", "retrieved")] }, "db_dblink, PK 7"],
  [
    "link-repeated",
    "two outputs of one name",
    { sql: [link(2, 1, "create", "retrieved")] },
    "db_dblink, PK 7",
  ],
  ["link-repeated", "data created twice", { sql: [link(2, 3, "create", "other")] }, "db_dblink, PK 7"],
  [
    "link-repeated",
    "a calculation called twice",
    { sql: [link(5, 2, "call_calc", "again")] },
    "db_dblink, PK 7",
  ],
  [
    "link-to-itself",
    "a workflow that calls itself",
    { sql: [link(5, 5, "call_work", "x")] },
    "db_dblink, PK 7",
  ],
  [
    "link-cycle",
    "an output that was an input of its making",
    { sql: [link(3, 2, "input_calc", "x")] },
    "db_dbnode, PK 2",
  ],
  [
    "link-cycle",
    "two workflows that call each other",
    { sql: [link(4, 5, "call_work", "x")] },
    "db_dbnode, PK 4",
  ],
];

describe("what is damaged is found", () => {
  test.each(CASES)("%s: %s", async (code, _, damage, where) => {
    const report = await verified(damage);
    expect(report.ok).toBe(false);
    const found = Object.keys(report.problemCounts);
    expect(found).toContain(code);
    // A link too many may also close a circle: nothing else comes along.
    expect(found.filter((other) => other !== code && other !== "link-cycle")).toEqual([]);
    const problem = report.problems.find((one) => one.code === code)!;
    expect(problem.where).toContain(where);
    expect(problem.message).toMatch(/^[^\n]+\.$/);
    if (where.startsWith("db_dbnode,")) {
      expect(problem.node?.pk).toBe(Number(/\d+$/.exec(where)?.[0]));
    }
  });
});

test("each kind of problem has its case", () => {
  const tried = new Set([...CASES.map(([code]) => code), "conversion-refused", "file-changed"]);
  expect(PROBLEM_CODES.filter((code) => !tried.has(code))).toEqual([]);
});

/** Another UUID in the first place where the comment's stands: its table and the index of it then differ. */
function withoutIndexRow(bytes: Buffer): Buffer {
  const damaged = Buffer.from(bytes);
  const at = damaged.indexOf("00000001-0000-4000-8000-000000000004"); // the comment's UUID, first in its table or index
  damaged.write("00000009", at);
  return damaged;
}

test("damage in several places is found in one go", async () => {
  const report = await verified({
    sql: [ofNode(1, "attributes", "'{'"), link(1, 99, "input_calc", "x")],
    members: (all) => [
      ...all.map((member) => (member.name === OBJECT ? { ...member, crc: 1 } : member)),
      { name: "notes.txt", data: "mine" },
    ],
  });
  expect(Object.keys(report.problemCounts)).toEqual(["member-crc", "json-malformed", "link-dangling"]);
  expect(report.remarks).toEqual([
    {
      code: "member-foreign",
      message: "notes.txt is no part of an archive and is ignored.",
      where: "notes.txt",
      node: null,
    },
  ]);
});

test("without metadata that can be read the database is checked all the same", async () => {
  const damage = { sql: [link(1, 99, "input_calc", "x")] };
  const malformed = await verified({ ...damage, metadata: "{" });
  expect(Object.keys(malformed.problemCounts)).toEqual(["metadata-malformed", "link-dangling"]);
  const missing = await verified({ ...damage, ...without("metadata.json") });
  expect(Object.keys(missing.problemCounts)).toEqual(["member-missing", "link-dangling"]);
  expect(missing).toMatchObject({ version: null, checked: { nodes: 5 } });
});

test("contents that no node names are a remark", async () => {
  const report = await verified({
    members: (all) => [...all, { name: `repo/${objectKey("left over")}`, data: "left over" }],
  });
  expect(report).toMatchObject({ ok: true, problems: [], remarkCounts: { "object-unreferenced": 1 } });
  expect(report.remarks[0]?.where).toBe(`repo/${objectKey("left over")}`);
});

test("of many problems of one kind the first are listed, and all are counted", async () => {
  const links = Array.from({ length: 700 }, (_, i) => link(1, 1000 + i, "input_calc", `x${i}`));
  const report = await verified({ sql: links });
  expect(report.problemCounts).toEqual({ "link-dangling": 700 });
  expect(report.problems).toHaveLength(200);
  expect(report.problems[0]?.where).toBe("db_dblink, PK 7");
});

test("bytes that go on after the database has been read from the cache are read again", async () => {
  const file = craftArchive(temporary("a.aiida"), WHOLE);
  const options = { cacheDir: temporary("cache") };
  expect(await verifySource(file, quietJob(), options)).toMatchObject({ ok: true });
  craftArchive(file, WHOLE, change("db.sqlite3", { crc: 1 }));
  expect(await verifySource(file, quietJob(), options)).toMatchObject({ problemCounts: { "member-crc": 1 } });
});

test("a column that computes and a virtual table are not asked", async () => {
  const generated = await verified({
    sql: ["ALTER TABLE db_dbsetting ADD COLUMN x AS (hex(zeroblob(9e8)))"],
  });
  expect(generated.problemCounts).toEqual({ "database-schema": 1 });
  const virtual = await verified({ sql: ["CREATE VIRTUAL TABLE hostile USING fts5(text)"] });
  expect(virtual.problemCounts).toMatchObject({ "database-schema": 1 });
});

test("older versions may lack values that AiiDA's migration fills in", async () => {
  const nulls = unconstrained("db_dbnode", "UPDATE db_dbnode SET label = NULL, mtime = NULL WHERE id = 1");
  const report = await verified({ ...nulls, metadata: { export_version: "main_0000" } });
  expect(report.problems).toEqual([]);
});

test("an unpacked folder is checked as well", async () => {
  const folder = temporary("folder");
  fs.mkdirSync(path.join(folder, "repo"), { recursive: true });
  const members: CraftedMember[] = [];
  craftArchive(temporary("a.aiida"), WHOLE, { members: (all) => (members.push(...all), all) });
  for (const { name, data } of members) fs.writeFileSync(path.join(folder, String(name)), data!);
  const whole = await verifySource(folder, quietJob());
  expect(whole).toMatchObject({ ok: true, container: "folder", checked: { objects: 2, nodes: 5 } });
  fs.writeFileSync(path.join(folder, OBJECT), "tampered");
  fs.writeFileSync(path.join(folder, "repo/readme.txt"), "mine");
  const damaged = await verifySource(folder, quietJob());
  expect(damaged).toMatchObject({
    ok: false,
    problemCounts: { "object-hash": 1 },
    remarkCounts: { "member-foreign": 1 },
  });
});

describe("what is no answer to whether an archive is whole is refused as ever", () => {
  test.each([
    ["a file that is not there", "archive/not-found", () => temporary("missing.aiida")],
    [
      "some other file",
      "archive/not-an-archive",
      () => {
        fs.writeFileSync(temporary("notes.txt"), "notes");
        return temporary("notes.txt");
      },
    ],
    [
      "a version of tomorrow",
      "archive/unsupported-version",
      () => craftArchive(temporary("new.aiida"), WHOLE, { metadata: { export_version: "main_0099" } }),
    ],
  ])("%s", async (_, code, file) => {
    await expect(verifySource(file(), quietJob())).rejects.toMatchObject({ code });
  });
});

test("a check can be cancelled", async () => {
  const file = craftArchive(temporary("a.aiida"), WHOLE);
  const cancelled = { code: "cancelled" };
  const atOnce = { signal: { aborted: true }, progress: () => undefined };
  await expect(verifySource(file, atOnce)).rejects.toMatchObject(cancelled);
  await expect(verifySource(file, cancelledAt("reading files"))).rejects.toMatchObject(cancelled);
});

test("an old archive whose contents contradict each other cannot be converted, and the report says why", async () => {
  const report = await verifySource("e2e/fixtures/0.10_dangling_link.aiida", quietJob());
  expect(report).toMatchObject({ ok: false, version: "0.10", problemCounts: { "conversion-refused": 1 } });
  expect(report.problems[0]?.where).toBe("data.json");
  expect(report.problems[0]?.message).toContain("26522c2f-13e0-4b80-af13-cbc8c09df211");
  expect(report.checked.members).toBeGreaterThan(2);
});

test("a tar that is no archive, and one that is cut short, are damaged", async () => {
  const empty = await verifySource("e2e/fixtures/empty.aiida", quietJob());
  expect(empty).toMatchObject({ ok: false, container: "tar.gz", problemCounts: { "member-missing": 1 } });
  const file = temporary("cut.tar.gz");
  fs.writeFileSync(file, fs.readFileSync("e2e/fixtures/export_0.4_simple.tar.gz").subarray(0, 5000));
  const cut = await verifySource(file, quietJob(), { cacheDir: temporary("cache") });
  expect(cut).toMatchObject({ ok: false, container: "tar.gz", problemCounts: { "container-damaged": 1 } });
});

test("a folder under the name of metadata.json is damage of an unpacked archive", async () => {
  fs.mkdirSync(path.join(temporary("folder"), "metadata.json"), { recursive: true });
  const report = await verifySource(temporary("folder"), quietJob());
  expect(report).toMatchObject({ ok: false, container: "folder" });
  expect(report.problems[0]?.message).toContain("metadata.json in this folder is not a regular file");
});

test("metadata.json beyond its limit is refused by the limit's name, in a ZIP and in a folder", async () => {
  const folder = temporary("folder");
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "metadata.json"), JSON.stringify({ export_version: "main_0001" }));
  const zip = craftArchive(temporary("large.aiida"), WHOLE);
  process.env["STEMMA_MAX_METADATA_BYTES"] = "10";
  try {
    for (const source of [zip, folder]) {
      await expect(verifySource(source, quietJob())).rejects.toMatchObject({
        code: "archive/limit",
        details: { limit: "STEMMA_MAX_METADATA_BYTES" },
      });
    }
  } finally {
    delete process.env["STEMMA_MAX_METADATA_BYTES"];
  }
});

const FIXTURES = fs.readdirSync("e2e/fixtures").filter((name) => /\.(aiida|tar\.gz)$/.test(name));

/** No ZIP at all, and one whose links lead to nodes that are not there. */
const NOT_WHOLE = ["empty.aiida", "0.10_dangling_link.aiida"];

test.each(FIXTURES.filter((name) => !NOT_WHOLE.includes(name)))(
  "%s, as AiiDA wrote it, is whole",
  async (name) => {
    const report = await verifySource(path.join("e2e/fixtures", name), quietJob(), {
      cacheDir: temporary("cache"),
    });
    expect(report.problems).toEqual([]);
  },
);
