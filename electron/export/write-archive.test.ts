import fs from "node:fs";
import { describe, expect, test, vi } from "vitest";
import type { Source } from "../archive/source.ts";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { testUuid } from "../db/testing/contents.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { makeArchive, writeArchive } from "../db/testing/make-archive.ts";
import { exportTo, select, withArchive } from "./testing/export-request.ts";
import { CONTENTS, withLooseSchema } from "./testing/sample-contents.ts";

const at = temporaryFolder();

/** A table's rows as arrays, in id order. */
const rowsOf = (source: Source, table: string, columns: string) =>
  source.db.prepare(`SELECT ${columns} FROM ${table} ORDER BY id`).raw().all();

describe("what an export holds", () => {
  test("rows with their ids and texts, without engine state; links and members numbered anew", async () => {
    const { counts } = await exportTo(makeArchive(CONTENTS), at("out.aiida"), {
      selection: select({ groupIds: [7] }),
    });
    expect(counts).toEqual({
      selected: 1,
      nodes: 3,
      links: 2,
      computers: 1,
      users: 2,
      groups: 1,
      comments: 1,
      logs: 1,
      files: 2,
    });
    await withArchive(at("out.aiida"), (written) => {
      expect(rowsOf(written, "db_dbnode", "id, attributes, extras")).toEqual([
        [10, '{"value": 10.0, "big": 1152921504606846976}', '{"z": 1, "a": 2}'],
        [20, '{"sealed": true, "exit_status": 0}', "{}"],
        [30, "{}", "{}"],
      ]);
      expect(rowsOf(written, "db_dblink", "id, input_id, output_id, type, label")).toEqual([
        [1, 10, 20, "input_calc", "parameters"],
        [2, 20, 30, "create", "retrieved"],
      ]);
      expect(rowsOf(written, "db_dbgroup_dbnodes", "id, dbgroup_id, dbnode_id")).toEqual([[1, 7, 30]]);
      expect(rowsOf(written, "db_dbuser", "id")).toEqual([[3], [9]]);
      expect(rowsOf(written, "db_dbcomputer", "id")).toEqual([[5]]);
      expect(rowsOf(written, "db_dbauthinfo", "id")).toEqual([]);
      expect(rowsOf(written, "db_dbcomment", "dbnode_id, user_id, content")).toEqual([[30, 9, "look"]]);
      expect(rowsOf(written, "db_dblog", "metadata")).toEqual([['{"pathname": "/home/ada", "n": 1.0}']]);
      expect(written.objects.read(objectKey("input")).toString()).toBe("input");
      expect(written.version).toBe("main_0001");
    });
  });

  test("JSON that SQLite cannot read but Python can is copied as it is", async () => {
    const deep = `{"deep": ${"[".repeat(3000)}${"]".repeat(3000)}, "n": NaN}`;
    const process = `{"sealed": true, "checkpoints": 1, "deep": ${"[".repeat(3000)}${"]".repeat(3000)}}`;
    await exportTo(
      makeArchive({ nodes: [{ attributes: deep }, { type: "process.X.", attributes: process }] }),
      at("out.aiida"),
    );
    await withArchive(at("out.aiida"), (written) => {
      const stripped = process.replace('"checkpoints": 1, ', "");
      expect(rowsOf(written, "db_dbnode", "attributes")).toEqual([[deep], [stripped]]);
    });
  });

  test("switches leave comments and logs out and bring authinfos with their owners", async () => {
    const options = { includeComments: false, includeLogs: false, includeAuthinfos: true };
    const selection = select({ nodeIds: [20], computerIds: [6] });
    const { counts } = await exportTo(makeArchive(CONTENTS), at("out.aiida"), { selection, options });
    expect(counts).toMatchObject({ comments: 0, logs: 0, users: 3, computers: 2 });
    await withArchive(at("out.aiida"), (written) => {
      expect(rowsOf(written, "db_dbcomment", "id")).toEqual([]);
      expect(rowsOf(written, "db_dblog", "id")).toEqual([]);
      expect(rowsOf(written, "db_dbauthinfo", "aiidauser_id, auth_params")).toEqual([
        [12, '{"username": "ada"}'],
      ]);
      expect(rowsOf(written, "db_dbuser", "id")).toEqual([[3], [9], [12]]);
      expect(written.metadata["creation_parameters"]).toMatchObject({
        entities_starting_set: { node: [testUuid("node", 20)], computer: [testUuid("computer", 6)] },
        include_comments: false,
        include_logs: false,
        include_authinfos: true,
      });
    });
  });

  test("metadata say how it was made, in AiiDA's form", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 1, 9, 5, 2, 104) });
    try {
      await exportTo(makeArchive(CONTENTS), at("out.aiida"), { switches: { input_calc_forward: true } });
    } finally {
      vi.useRealTimers();
    }
    await withArchive(at("out.aiida"), ({ metadataText }) => {
      expect(metadataText).toBe(
        '{"export_version": "main_0001", "aiida_version": "2.9.4", "key_format": "sha256", "compression": 6, ' +
          '"ctime": "2026-03-01T09:05:02.104000", "creation_parameters": {"entities_starting_set": null, ' +
          '"include_authinfos": false, "include_comments": true, "include_logs": true, "graph_traversal_rules": ' +
          '{"input_calc_forward": true, "input_calc_backward": true, "create_forward": true, "create_backward": true, ' +
          '"return_forward": true, "return_backward": false, "input_work_forward": false, "input_work_backward": true, ' +
          '"call_calc_forward": true, "call_calc_backward": true, "call_work_forward": true, ' +
          '"call_work_backward": true}}, "stemma_version": "0.0.0-test"}',
      );
    });
  });

  test("old archives: nulls are filled, and rows that lack an owner are left out as AiiDA's migration does", async () => {
    const source = withLooseSchema(CONTENTS, [
      "UPDATE db_dbnode SET label = NULL, description = NULL, attributes = NULL, extras = NULL, ctime = NULL WHERE id = 40",
      "UPDATE db_dbnode SET ctime = NULL, mtime = NULL, repository_metadata = NULL WHERE id = 10",
      "UPDATE db_dbgroup SET type_string = NULL, time = NULL, extras = NULL",
      "UPDATE db_dblog SET metadata = NULL, loggername = NULL",
      "UPDATE db_dbcomment SET user_id = NULL",
      "UPDATE db_dbauthinfo SET enabled = NULL, auth_params = NULL",
      "INSERT INTO db_dbauthinfo (id, aiidauser_id, dbcomputer_id) VALUES (50, NULL, 5), (51, 3, NULL)",
    ]);
    const { counts } = await exportTo(source, at("out.aiida"), { options: { includeAuthinfos: true } });
    expect(counts).toMatchObject({ nodes: 4, comments: 0, logs: 1 });
    await withArchive(at("out.aiida"), (written) => {
      const columns = "id, label, attributes, extras, ctime, mtime, repository_metadata";
      const [first, , , last] = rowsOf(written, "db_dbnode", columns);
      const now = "2026-01-02 03:04:05.000006"; // when the source was written
      const attributes = '{"value": 10.0, "big": 1152921504606846976}';
      expect(first).toEqual([10, "", attributes, '{"z": 1, "a": 2}', now, now, "{}"]);
      const mtime = "2026-01-01 00:00:03.000000";
      expect(last).toEqual([40, "", "{}", "{}", mtime, mtime, "{}"]);
      expect(rowsOf(written, "db_dbgroup", "type_string, time, extras")).toEqual([
        ["core", "2026-01-02 03:04:05.000006", "{}"],
      ]);
      expect(rowsOf(written, "db_dbauthinfo", "id, auth_params, enabled")).toEqual([[1, "{}", 1]]);
    });
  });
});

describe("bytes", () => {
  test("the same source and options give the same bytes but for the time in metadata", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 1) });
    try {
      await exportTo(makeArchive(CONTENTS), at("one.aiida"));
      await exportTo(makeArchive(CONTENTS), at("two.aiida"));
    } finally {
      vi.useRealTimers();
    }
    expect(fs.readFileSync(at("one.aiida")).equals(fs.readFileSync(at("two.aiida")))).toBe(true);
  });

  test.each([
    [6, 9, "deflated", true],
    [6, 0, "stored", false],
    [0, 0, "stored", true],
    [0, 1, "deflated", false],
  ] as const)("from level %i to %i: files are %s, copied raw: %s", async (from, to, method, isSame) => {
    writeArchive(at("in.aiida"), CONTENTS, from);
    const key = objectKey("x".repeat(3000));
    await withArchive(at("in.aiida"), async (source) => {
      await exportTo(source, at("out.aiida"), { options: { compression: to } });
      await withArchive(at("out.aiida"), (written) => {
        expect(written.objects.raw(key)?.method).toBe(method);
        expect(written.objects.raw(key)?.compressedSize === source.objects.raw(key)?.compressedSize).toBe(
          isSame,
        );
        expect(written.objects.read(key).toString()).toBe("x".repeat(3000));
      });
    });
  });

  test("a file larger than the memory share streams at every level", async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, "0123456789abcdef");
    writeArchive(at("in.aiida"), { nodes: [{ files: { large } }] }, 6);
    for (const compression of [0, 6]) {
      await withArchive(at("in.aiida"), async (source) => {
        await exportTo(source, at(`out${compression}.aiida`), { options: { compression } });
      });
      await withArchive(at(`out${compression}.aiida`), (written) => {
        expect(written.objects.read(objectKey(large)).equals(large)).toBe(true);
      });
    }
  });
});
