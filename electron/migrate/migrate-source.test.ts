import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { craftZip } from "../archive/testing/craft-zip.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { ARCHIVE_INDEXES, columnsOf, TABLE_NAMES } from "../db/archive-schema.ts";
import { type ArchiveContents } from "../db/testing/contents.ts";
import { withRowLostFrom } from "../db/testing/damaged-index.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { makeArchive, writeArchive } from "../db/testing/make-archive.ts";
import { codeOf, withArchive } from "../export/testing/export-request.ts";
import { CONTENTS, withLooseSchema } from "../export/testing/sample-contents.ts";
import { migrateArchive } from "./migrate-archive.ts";
import { migrateSource } from "./migrate-source.ts";
import type { MigrationRequest } from "./migration.ts";

const at = temporaryFolder();
const folder = () => fs.readdirSync(at()).sort();

function request(target: string, others: Partial<MigrationRequest> = {}): MigrationRequest {
  return { version: "main_0001", target, mayReplace: false, inPlace: false, ...others };
}

/** A source of `main_0000`, whose tables allow nulls everywhere, after some statements. */
function old(contents: ArchiveContents, statements: readonly string[] = []): Source {
  const metadata = { ...contents.metadata, export_version: "main_0000" };
  const loose = withLooseSchema({ ...contents, metadata }, statements);
  return { ...loose, version: "main_0000" };
}

/** All values of a table as SQL literals, so that 10, 10.0 and '10' differ, and bytes that are no text are kept. */
function literals({ db }: Source, table: string): unknown[] {
  const columns = columnsOf(table).map((column) => `quote("${column}")`);
  return db
    .prepare(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY id`)
    .raw()
    .all();
}

/** Every table of an archive in this form. */
function tables(source: Source): Record<string, unknown[]> {
  return Object.fromEntries(
    TABLE_NAMES.filter((table) => table !== "db_dbsetting").map((table) => [table, literals(source, table)]),
  );
}

describe("from main_0000", () => {
  test("nothing is dropped: ids, texts, engine state, dangling links, files that no node has", async () => {
    const source = old(CONTENTS);
    const objects = { ...source.objects, keys: () => source.objects.keys() };
    const outcome = await migrateSource({ ...source, objects }, request(at("new/out.aiida")), quietJob());
    expect(outcome).toMatchObject({
      path: at("new/out.aiida"),
      from: "main_0000",
      to: "main_0001",
      counts: { nodes: 4, links: 4, groups: 1, computers: 2, users: 3, comments: 1, logs: 1, authinfos: 1 },
      warnings: [],
    });
    await withArchive(at("new/out.aiida"), (migrated) => {
      expect(tables(migrated)).toEqual(tables(source));
      expect([...migrated.objects.keys()]).toEqual([...source.objects.keys()]);
      expect(migrated.version).toBe("main_0001");
    });
    expect(fs.statSync(at("new/out.aiida")).size).toBe(outcome.sizeBytes);
    expect(fs.readdirSync(at("new"))).toEqual(["out.aiida"]);
  });

  test("nulls are filled and orphans left out as AiiDA does it, and that is said", async () => {
    const source = old(CONTENTS, [
      "UPDATE db_dbnode SET label = NULL, description = NULL, attributes = NULL, extras = NULL, process_type = NULL, ctime = NULL WHERE id = 10",
      "UPDATE db_dbgroup SET type_string = NULL, time = NULL, extras = NULL",
      "UPDATE db_dbcomputer SET hostname = NULL, metadata = NULL WHERE id = 5",
      "UPDATE db_dbuser SET first_name = NULL, last_name = NULL, institution = NULL WHERE id = 3",
      "UPDATE db_dbauthinfo SET enabled = NULL, metadata = NULL",
      "UPDATE db_dblog SET loggername = NULL, message = NULL, metadata = NULL, time = NULL",
      "INSERT INTO db_dbcomment (id, uuid, content) VALUES (77, 'orphan', 'gone')",
      "INSERT INTO db_dbauthinfo (id, aiidauser_id) VALUES (78, 3)",
    ]);
    const before = Date.now();
    const { warnings, counts } = await migrateSource(source, request(at("out.aiida")), quietJob());
    expect(counts).toMatchObject({ comments: 1, authinfos: 1 });
    await withArchive(at("out.aiida"), ({ db }) => {
      const row = (table: string, id: number) =>
        db.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(id) as Record<string, unknown>;
      const node = row("db_dbnode", 10);
      expect(node).toMatchObject({ label: "", description: "", attributes: null, extras: null });
      const filled = Date.parse(`${String(node.ctime).replace(" ", "T")}Z`); // UTC, as every stored time
      expect(filled).toBeGreaterThanOrEqual(before - 1);
      expect(filled).toBeLessThanOrEqual(Date.now());
      expect(row("db_dbgroup", 7)).toMatchObject({ type_string: "core", time: node.ctime, extras: null });
      expect(row("db_dbcomputer", 5)).toMatchObject({ hostname: "", metadata: "{}" });
      expect(row("db_dbuser", 3)).toMatchObject({ first_name: "", last_name: "", institution: "" });
      expect(db.prepare("SELECT enabled, metadata FROM db_dbauthinfo").all()).toEqual([
        { enabled: 1, metadata: "{}" },
      ]);
      expect(db.prepare("SELECT loggername, message, metadata, time FROM db_dblog").get()).toEqual({
        loggername: "",
        message: "",
        metadata: "{}",
        time: node.ctime,
      });
    });
    const said = warnings.join("\n");
    expect(said).toContain("db_dbnode.label 1");
    expect(said).toMatch(/time of this migration, .* UTC \(3\): .*db_dbnode\.ctime 1/);
    expect(said).toMatch(/Left out.*\(2\): db_dbauthinfo 1, db_dbcomment 1/);
    expect(said).toContain("db_dbgroup.extras 1");
  });

  test("columns are as strict as today's, but for those whose nulls stay; indexes are all there", async () => {
    await migrateSource(
      old(CONTENTS, ["UPDATE db_dbgroup SET extras = NULL"]),
      request(at("out.aiida")),
      quietJob(),
    );
    await withArchive(at("out.aiida"), ({ db }) => {
      const nullable = TABLE_NAMES.flatMap((table) =>
        (db.pragma(`table_info(${table})`) as { name: string; notnull: number }[]).flatMap(
          ({ name, notnull }) => (notnull === 0 ? [`${table}.${name}`] : []),
        ),
      );
      expect(nullable.sort()).toEqual([
        "db_dbgroup.extras",
        "db_dbnode.attributes",
        "db_dbnode.dbcomputer_id",
        "db_dbnode.extras",
        "db_dbnode.process_type",
        "db_dbsetting.val",
      ]);
      const indexes = db.prepare(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
      );
      expect(indexes.pluck().get()).toBe(ARCHIVE_INDEXES.length);
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    });
  });

  test("rows of AiiDA's own settings are kept; what AiiDA does not know is named and left out", async () => {
    const source = old(CONTENTS, [
      "INSERT INTO db_dbsetting VALUES (1, 'k', '\"v\"', 'd', '2026-01-01 00:00:00.000000')",
      "CREATE TABLE notes (text TEXT)",
      "ALTER TABLE db_dbnode ADD COLUMN colour TEXT",
    ]);
    const { warnings } = await migrateSource(source, request(at("out.aiida")), quietJob());
    expect(warnings).toEqual([expect.stringMatching(/\(2\): notes, db_dbnode\.colour$/)]);
    await withArchive(at("out.aiida"), (migrated) => {
      expect(literals(migrated, "db_dbsetting")).toEqual(literals(source, "db_dbsetting"));
    });
  });

  test("rows that share what must be unique are refused, and nothing is left", async () => {
    const source = old({ nodes: [{ id: 1 }, { id: 2, uuid: "same" }] }, [
      "CREATE TABLE copy AS SELECT * FROM db_dbnode",
      "DROP TABLE db_dbnode",
      `CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY, ${columnsOf("db_dbnode").slice(1).join(", ")})`,
      "INSERT INTO db_dbnode SELECT * FROM copy",
      "UPDATE db_dbnode SET uuid = 'same'",
    ]);
    expect(await codeOf(migrateSource(source, request(at("out.aiida")), quietJob()))).toBe("archive/corrupt");
    expect(folder()).toEqual([]);
  });

  test("a table that lost a row, which its indexes still name, is refused", async () => {
    const source = old(CONTENTS);
    source.db.close();
    const whole = makeArchive(CONTENTS);
    const db = withRowLostFrom(whole.db, "db_dbnode", 10, at("damaged.sqlite3"));
    fs.rmSync(at("damaged.sqlite3"));
    const damaged = { ...whole, version: "main_0000", db };
    expect(await codeOf(migrateSource(damaged, request(at("out.aiida")), quietJob()))).toBe(
      "archive/corrupt",
    );
    expect(folder()).toEqual([]);
  });
});

test("whatever the columns hold comes through unchanged, to either version", async () => {
  const literal = fc.oneof(
    fc.constantFrom("NULL", "''", "'{}'", '\'{"a": 10.0, "b": NaN}\'', "x'00ff'", "CAST(x'66ff6f' AS TEXT)"),
    fc.constantFrom(
      "9223372036854775807",
      "-1",
      "1e300",
      "0.1",
      "'10.0'",
      "'1152921504606846976'",
      "'é\u202e'",
    ),
  );
  // Columns that are unique, or whose nulls the migration fills, have tests of their own.
  const free = ["attributes", "extras", "repository_metadata", "node_type", "process_type", "dbcomputer_id"];
  const value = fc.record(Object.fromEntries(free.map((column) => [column, literal])));
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 12 }), fc.boolean(), async (rows, isCurrent) => {
      const statements = rows.map((row, i) => {
        const assignments = free.map((column) => `${column} = ${row[column]}`);
        return `UPDATE db_dbnode SET ${assignments.join(", ")} WHERE id = ${3 * i + 1}`;
      });
      const source = old({ nodes: rows.map((_, i) => ({ id: 3 * i + 1 })) }, statements);
      const version = isCurrent ? "main_0001" : "main_0000";
      const from = { ...source, version: isCurrent ? "main_0000" : "1.0" };
      await migrateSource(from, request(at("out.aiida"), { version, mayReplace: true }), quietJob());
      await withArchive(at("out.aiida"), (migrated) => expect(tables(migrated)).toEqual(tables(source)));
    }),
    { numRuns: 25 },
  );
});

describe("metadata.json", () => {
  const migrated = async (metadata: Record<string, unknown>) => {
    await migrateSource(old({ metadata }), request(at("out.aiida"), { mayReplace: true }), quietJob());
    return withArchive(at("out.aiida"), (source) => source);
  };

  test("says what was done; the rest stays", async () => {
    const { metadata } = await migrated({
      conversion_info: ["first"],
      creation_parameters: { a: "é" },
      odd: null,
    });
    expect(metadata).toMatchObject({
      export_version: "main_0001",
      aiida_version: "2.9.4",
      key_format: "sha256",
      compression: 6,
      ctime: "2026-01-02T03:04:05.000006",
      creation_parameters: { a: "é" },
      odd: null,
      conversion_info: [
        "first",
        expect.stringMatching(/^Converted from version main_0000 to main_0001 with Stemma v\d/),
      ],
    });
    expect(metadata.mtime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    expect(Object.keys(metadata)[0]).toBe("export_version");
  });

  test("numbers keep their text, a list that is none gives way", async () => {
    const source = old({});
    const metadataText =
      '{"export_version": "main_0000", "x": 10.0, "n": 1152921504606846976, "conversion_info": 7}';
    await migrateSource({ ...source, metadataText }, request(at("out.aiida")), quietJob());
    await withArchive(at("out.aiida"), (result) => {
      expect(result.metadataText).toContain('"x": 10.0, "n": 1152921504606846976');
      expect(result.metadata.conversion_info).toHaveLength(1);
    });
  });
});

describe("a version that the archive has already", () => {
  test("is a copy byte for byte, read whole", async () => {
    writeArchive(at("in.aiida"), CONTENTS);
    const outcome = await migrateArchive(at("in.aiida"), request(at("out.aiida")), quietJob());
    expect(outcome).toMatchObject({ from: "main_0001", conversion: [], counts: { nodes: 4, files: 2 } });
    expect(fs.readFileSync(at("out.aiida"))).toEqual(fs.readFileSync(at("in.aiida")));
  });

  test("without the table that archives may lack is copied too", async () => {
    const source = withLooseSchema(CONTENTS, ["DROP TABLE db_dbsetting"]);
    const members = [
      { name: "metadata.json", data: source.metadataText },
      { name: "db.sqlite3", data: source.db.serialize() },
    ];
    source.close();
    fs.writeFileSync(at("in.aiida"), craftZip(members));
    await migrateArchive(at("in.aiida"), request(at("out.aiida")), quietJob());
    expect(fs.readFileSync(at("out.aiida"))).toEqual(fs.readFileSync(at("in.aiida")));
  });

  test("of a damaged file is refused, in place too, and nothing is left", async () => {
    writeArchive(at("in.aiida"), { nodes: [{ files: { f: "y".repeat(3000) } }] });
    const bytes = fs.readFileSync(at("in.aiida"));
    const name = `repo/${objectKey("y".repeat(3000))}`;
    bytes[bytes.indexOf(name) + name.length + 6]! ^= 0xff;
    fs.writeFileSync(at("in.aiida"), bytes);
    expect(await codeOf(migrateArchive(at("in.aiida"), request(at("out.aiida")), quietJob()))).toBe(
      "archive/corrupt",
    );
    const inPlace = request(at("in.aiida"), { inPlace: true });
    expect(await codeOf(migrateArchive(at("in.aiida"), inPlace, quietJob()))).toBe("archive/corrupt");
    expect(folder()).toEqual(["in.aiida"]);
  });

  test("of one whose database has a damaged page is refused", async () => {
    const source = makeArchive({ nodes: Array.from({ length: 100 }, () => ({ label: "x".repeat(500) })) });
    const root = source.db
      .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'db_dbnode'")
      .pluck()
      .get()!;
    const database = source.db.serialize();
    const startOf = (page: number) => (page - 1) * 4096;
    const secondCell = database.readUInt16BE(startOf(root) + 12 + 2); // of a page that names others
    const leaf = database.readUInt32BE(startOf(root) + secondCell); // neither the first nor the last, which opening reads
    database.fill(0xff, startOf(leaf) + 8, startOf(leaf) + 12); // where the rows in it lie
    const members = [
      { name: "metadata.json", data: source.metadataText },
      { name: "db.sqlite3", data: database },
    ];
    source.close();
    fs.writeFileSync(at("in.aiida"), craftZip(members));
    const asked = migrateArchive(at("in.aiida"), request(at("out.aiida")), quietJob());
    await expect(asked).rejects.toMatchObject({ code: "archive/corrupt", details: { member: "db.sqlite3" } });
    expect(folder()).toEqual(["in.aiida"]);
  });

  test("main_0001 as main_0000 changes the name of the version only", async () => {
    writeArchive(at("in.aiida"), CONTENTS);
    const to = request(at("out.aiida"), { version: "main_0000" });
    const outcome = await migrateArchive(at("in.aiida"), to, quietJob());
    expect(outcome).toMatchObject({ from: "main_0001", to: "main_0000" });
    const before = await withArchive(at("in.aiida"), tables);
    await withArchive(at("out.aiida"), (source) => {
      expect(tables(source)).toEqual(before);
      expect(source.version).toBe("main_0000");
    });
  });
});

describe("places", () => {
  const main0000 = { ...CONTENTS, metadata: { export_version: "main_0000" } };

  test("the archive itself is replaced only in place; then a link leads to the new one, which has its permissions", async () => {
    writeArchive(at("in.aiida"), main0000);
    fs.chmodSync(at("in.aiida"), 0o640);
    fs.symlinkSync("in.aiida", at("link.aiida"));
    const before = fs.readFileSync(at("in.aiida"));
    for (const target of ["in.aiida", "link.aiida"]) {
      const asked = migrateArchive(at("link.aiida"), request(at(target), { mayReplace: true }), quietJob());
      expect(await codeOf(asked)).toBe("export/exists");
      expect(fs.readFileSync(at("in.aiida"))).toEqual(before);
    }
    const outcome = await migrateArchive(at("link.aiida"), request("", { inPlace: true }), quietJob());
    expect(outcome.path).toBe(fs.realpathSync(at("in.aiida")));
    expect(fs.lstatSync(at("link.aiida")).isSymbolicLink()).toBe(true);
    expect(fs.statSync(at("in.aiida")).mode & 0o777).toBe(0o640);
    expect(await withArchive(at("in.aiida"), ({ version }) => version)).toBe("main_0001");
    expect(folder()).toEqual(["in.aiida", "link.aiida"]);
  });

  test("an existing file only with leave, a folder never", async () => {
    writeArchive(at("in.aiida"), main0000);
    fs.writeFileSync(at("out.aiida"), "before");
    fs.mkdirSync(at("folder"));
    const attempt = (name: string, mayReplace: boolean) =>
      codeOf(migrateArchive(at("in.aiida"), request(at(name), { mayReplace }), quietJob()));
    expect(await attempt("out.aiida", false)).toBe("export/exists");
    expect(await attempt("folder", true)).toBe("export/exists");
    expect(fs.readFileSync(at("out.aiida"), "utf8")).toBe("before");
    expect(await attempt("out.aiida", true)).toMatchObject({ to: "main_0001" });
  });

  test.each(["main_0000", "main_0001"])(
    "an unpacked folder of %s becomes a file and is not touched",
    async (version) => {
      const contents = { ...CONTENTS, metadata: { export_version: version } };
      writeArchive(at("in.aiida"), contents);
      await withArchive(at("in.aiida"), (source) => unpack(source, at("in")));
      const times = fs.statSync(at("in/db.sqlite3")).mtimeMs;
      const outcome = await migrateArchive(at("in"), request(at("out.aiida")), quietJob());
      expect(outcome).toMatchObject({ from: version, to: "main_0001", counts: { nodes: 4, files: 2 } });
      const before = await withArchive(at("in.aiida"), tables);
      await withArchive(at("out.aiida"), (source) => {
        expect(tables(source)).toEqual(before);
        expect(source.container).toBe("zip");
        expect(source.objects.count).toBe(2);
      });
      expect(fs.readdirSync(at("in")).sort()).toEqual(["db.sqlite3", "metadata.json", "repo"]);
      expect(fs.statSync(at("in/db.sqlite3")).mtimeMs).toBe(times);
      expect(await codeOf(migrateArchive(at("in"), request("", { inPlace: true }), quietJob()))).toBe(
        "usage",
      );
    },
  );

  test("cancelled at any step: nothing is left, an existing target is untouched", async () => {
    fs.writeFileSync(at("out.aiida"), "before");
    for (let step = 1; ; step++) {
      const signal = { aborted: false };
      let reports = 0;
      const context: JobContext = { signal, progress: () => void (signal.aborted = ++reports >= step) };
      const result = await codeOf(
        migrateSource(old(CONTENTS), request(at("out.aiida"), { mayReplace: true }), context),
      );
      expect(folder()).toEqual(["out.aiida"]);
      if (result !== "cancelled") {
        expect(step).toBeGreaterThan(5);
        break;
      }
      expect(fs.readFileSync(at("out.aiida"), "utf8")).toBe("before");
    }
  });
});

/** What a person who unzips an archive gets. */
function unpack({ db, metadataText, objects }: Source, to: string): void {
  fs.mkdirSync(path.join(to, "repo"), { recursive: true });
  fs.writeFileSync(path.join(to, "metadata.json"), metadataText);
  fs.writeFileSync(path.join(to, "db.sqlite3"), db.serialize());
  for (const key of objects.keys()) fs.writeFileSync(path.join(to, "repo", key), objects.read(key));
}
