import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { type ArchiveContents, testUuid } from "../db/testing/contents.ts";
import { withRowLostFrom } from "../db/testing/damaged-index.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { makeArchive, writeArchive } from "../db/testing/make-archive.ts";
import { codeOf, exportTo, select, withArchive } from "./testing/export-request.ts";
import { CONTENTS } from "./testing/sample-contents.ts";

const at = temporaryFolder();
const folder = () => fs.readdirSync(at());

describe("refusals leave nothing behind", () => {
  const unsealed: ArchiveContents = {
    nodes: [
      { id: 1, type: "process.workflow.WorkflowNode.", attributes: '{"sealed": false}' },
      {
        id: 2,
        type: "process.workflow.WorkflowNode.",
        attributes: '{"sealed": 1}',
        uuid: testUuid("node", 0),
      },
      { id: 3, type: "process.workflow.WorkflowNode.", attributes: "{}" },
      { id: 4, type: "process.workflow.WorkflowNode.", attributes: '{"sealed": true}' },
      { id: 5, attributes: '{"sealed": false}' },
    ],
  };

  test.each<[string, ArchiveContents, Parameters<typeof exportTo>[2], string]>([
    ["nothing chosen", CONTENTS, { selection: select({}) }, "selection/empty"],
    ["an unknown node", CONTENTS, { selection: select({ nodeIds: [11] }) }, "node/not-found"],
    ["an unknown group", CONTENTS, { selection: select({ groupIds: [1] }) }, "group/not-found"],
    ["an unknown computer", CONTENTS, { selection: select({ computerIds: [1] }) }, "computer/not-found"],
    ["a compression that is none", CONTENTS, { options: { compression: 10 } }, "usage"],
    ["a missing file", { ...CONTENTS, missingObjects: [objectKey("input")] }, {}, "archive/corrupt"],
    [
      "a key that is no key",
      { nodes: [{ repositoryMetadata: { o: { f: { k: "../../etc/passwd" } } } }] },
      {},
      "archive/corrupt",
    ],
    ["unsealed processes", unsealed, {}, "export/unsealed"],
    [
      "attributes that are no JSON",
      { nodes: [{ type: "process.X.", attributes: '{"sealed": true' }] },
      {},
      "export/unsealed",
    ],
    ["data that are no JSON", { nodes: [{ attributes: "{'a': 1}x" }] }, {}, "archive/corrupt"],
    ["extras of a group that are no JSON", { groups: [{ label: "g", extras: "{" }] }, {}, "archive/corrupt"],
    ["a user who is not there", { nodes: [{ user: 77 }] }, {}, "archive/corrupt"],
  ])("%s", async (_, contents, request, code) => {
    expect(await codeOf(exportTo(makeArchive(contents), at("new/folder/out.aiida"), request))).toBe(code);
    expect(folder()).toEqual([]);
  });

  test("the unsealed ones are named by UUID, sorted; data are not asked", async () => {
    await expect(exportTo(makeArchive(unsealed), at("out.aiida"))).rejects.toMatchObject({
      details: { uuids: [testUuid("node", 0), testUuid("node", 1), testUuid("node", 3)] },
    });
  });

  test("licences: not allowed, forbidden, and none at all", async () => {
    const source = makeArchive({
      nodes: [
        { id: 1, attributes: { source: { license: "CC-BY" } } },
        { id: 2 },
        { id: 3, attributes: { source: null } },
      ],
    });
    const attempt = (options: object) => codeOf(exportTo(source, at("out.aiida"), { options, dryRun: true }));
    expect(await attempt({ allowedLicences: ["MIT"] })).toBe("usage");
    expect(await attempt({ forbiddenLicences: (licence: string) => licence.startsWith("CC") })).toBe("usage");
    expect(await attempt({ allowedLicences: ["CC-BY"], forbiddenLicences: ["MIT"] })).toMatchObject({
      sizeBytes: 0,
    });
  });

  test.each([0, 6])("a damaged file, exported at level %i", async (compression) => {
    for (const size of [3000, 3 * 1024 * 1024]) {
      const name = `repo/${objectKey(Buffer.alloc(size, "y"))}`;
      writeArchive(at("in.aiida"), { nodes: [{ files: { file: Buffer.alloc(size, "y") } }] });
      const bytes = fs.readFileSync(at("in.aiida"));
      bytes[bytes.indexOf(name) + name.length + 6]! ^= 0xff; // a byte of its deflated data
      fs.writeFileSync(at("in.aiida"), bytes);
      await withArchive(at("in.aiida"), async (source) => {
        expect(await codeOf(exportTo(source, at("out.aiida"), { options: { compression } }))).toBe(
          "archive/corrupt",
        );
      });
      expect(folder()).toEqual(["in.aiida"]);
    }
  });

  test.each([10, 40])("a table that lost row %i, which its indexes still name", async (id) => {
    const source = makeArchive(CONTENTS);
    const damaged = { ...source, db: withRowLostFrom(source.db, "db_dbnode", id, at("damaged.sqlite3")) };
    fs.rmSync(at("damaged.sqlite3"));
    expect(await codeOf(exportTo(damaged, at("out.aiida")))).toBe("archive/corrupt");
    expect(folder()).toEqual([]);
  });

  test("cancelled at any step: nothing is left, an existing target is untouched", async () => {
    fs.writeFileSync(at("out.aiida"), "before");
    for (let step = 1; ; step++) {
      const signal = { aborted: false };
      let reports = 0;
      const progress = () => void (signal.aborted = ++reports >= step);
      const result = await codeOf(
        exportTo(makeArchive(CONTENTS), at("out.aiida"), { mayReplace: true }, { signal, progress }),
      );
      expect(folder()).toEqual(["out.aiida"]);
      if (result !== "cancelled") break;
      expect(fs.readFileSync(at("out.aiida"), "utf8")).toBe("before");
      expect(step).toBeLessThan(100);
    }
  });
});

describe("the target", () => {
  test("an existing file is replaced only when asked to", async () => {
    fs.writeFileSync(at("out.aiida"), "before");
    expect(await codeOf(exportTo(makeArchive(CONTENTS), at("out.aiida")))).toBe("export/exists");
    expect(fs.readFileSync(at("out.aiida"), "utf8")).toBe("before");
    await exportTo(makeArchive(CONTENTS), at("out.aiida"), { mayReplace: true });
    await withArchive(at("out.aiida"), ({ version }) => expect(version).toBe("main_0001"));
    expect(folder()).toEqual(["out.aiida"]);
  });

  test("a folder and the source itself are never replaced", async () => {
    fs.mkdirSync(at("folder"));
    const request = { mayReplace: true };
    expect(await codeOf(exportTo(makeArchive(CONTENTS), at("folder"), request))).toBe("export/exists");
    writeArchive(at("in.aiida"), CONTENTS);
    fs.symlinkSync(at("in.aiida"), at("link.aiida"));
    await withArchive(at("in.aiida"), async (source) => {
      for (const target of ["in.aiida", "link.aiida"]) {
        expect(await codeOf(exportTo(source, at(target), request))).toBe("export/exists");
      }
    });
  });

  test("missing folders above it are made; a file in their place is an error with a name", async () => {
    await exportTo(makeArchive(CONTENTS), at("a/b/out.aiida"));
    expect(fs.readdirSync(at("a/b"))).toEqual(["out.aiida"]);
    fs.writeFileSync(at("file"), "");
    expect(await codeOf(exportTo(makeArchive(CONTENTS), at("file/out.aiida")))).toBe("disk/denied");
  });

  test("a dry run checks and counts, and writes nothing", async () => {
    const outcome = await exportTo(makeArchive(CONTENTS), at("new/out.aiida"), { dryRun: true });
    expect(outcome).toMatchObject({ counts: { nodes: 4 }, sizeBytes: 0 });
    expect(folder()).toEqual([]);
  });
});
