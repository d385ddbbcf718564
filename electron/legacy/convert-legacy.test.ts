import { describe, expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { ARCHIVE_INDEXES, ARCHIVE_TABLES } from "../db/archive-schema.ts";
import { createMemoryDatabase } from "../db/connect.ts";
import type { ConvertLegacyOptions } from "./convert-legacy.ts";
import { convertTexts, type LegacyTexts, readVectors, tablesOf, textsOf } from "./testing/convert-data.ts";

const VECTORS = readVectors();

describe("every version, as AiiDA converts it", () => {
  for (const vector of VECTORS) {
    for (const version of ["main_0000", "main_0001"] as const) {
      test(`${vector.name} to ${version}`, async () => {
        const { db, losses } = await convertTexts(textsOf(vector, 1000), { version });
        expect(tablesOf(db)).toEqual(vector[version]);
        expect(losses).toBeNull();
        db.close();
      });
    }
    test(`${vector.name} with links before nodes`, async () => {
      const { db } = await convertTexts(textsOf(vector, 1000), { filesAreLate: () => true });
      expect(tablesOf(db)).toEqual(vector.main_0001);
      db.close();
    });
    test(`${vector.name} through a file, from the beginning or from somewhere on`, async () => {
      for (const mostHeldBytes of [0, 3 * 1024 ** 2]) {
        const options = { mostHeldBytes, filesAreLate: () => true };
        const { db } = await convertTexts(textsOf(vector, 100), options);
        expect(tablesOf(db)).toEqual(vector.main_0001);
        db.close();
      }
    });
  }
});

const uuid = (n: number) => `${n.toString(16).padStart(8, "0")}-1111-4111-8111-111111111111`;
const TIME = "2020-01-02T03:04:05.678900";

const user = { email: "ada@example.org", first_name: "Ada", last_name: "", institution: "" };
const node = (n: number, more: object = {}) => ({
  uuid: uuid(n),
  node_type: "data.core.dict.Dict.",
  process_type: null,
  label: "",
  description: "",
  ctime: TIME,
  mtime: TIME,
  user: 1,
  dbcomputer: null,
  ...more,
});

/** Two nodes and a link, with parts replaced. */
function texts(more: object = {}, version = "0.13"): LegacyTexts {
  return {
    metadata: { export_version: version, aiida_version: "1.6.5" },
    data: {
      node_attributes: { 1: { a: 1 }, 2: {} },
      node_extras: { 1: {}, 2: {} },
      node_attributes_conversion: { 1: { a: null }, 2: {} },
      node_extras_conversion: { 1: {}, 2: {} },
      export_data: { User: { 1: user }, Node: { 1: node(1), 2: node(2) } },
      links_uuid: [{ input: uuid(1), output: uuid(2), label: "x", type: "create" }],
      groups_uuid: {},
      ...more,
    },
  };
}

/** The same as text with spaces where Python's `json` has them, in which each row is one line. */
function asPythonWrites(archive: LegacyTexts): LegacyTexts {
  return {
    ...archive,
    data: JSON.stringify(archive.data, null, 1).replaceAll(/\n */g, " ").replaceAll("{ ", "{"),
  };
}

async function refusal(archive: LegacyTexts, options: Partial<ConvertLegacyOptions> = {}): Promise<AppError> {
  try {
    await convertTexts(archive, options);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** What an archive is refused for, and what is left of it when it is opened all the same. */
async function damaged(archive: LegacyTexts) {
  const { code, details } = await refusal(archive);
  expect(code).toBe("archive/corrupt");
  const { db, losses } = await convertTexts(archive, { readable: true });
  return { details, losses: losses!, tables: tablesOf(db) };
}

describe("a whole archive", () => {
  test("has the tables and indexes that AiiDA writes", async () => {
    const { db } = await convertTexts(texts());
    const expected = createMemoryDatabase();
    for (const statement of [...ARCHIVE_TABLES, ...ARCHIVE_INDEXES]) expected.exec(statement);
    const schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    expect(db.prepare(schema).all()).toEqual(expected.prepare(schema).all());
    expect(db.pragma("database_list")).toHaveLength(1);
    expect(db.inTransaction).toBe(false);
  });

  test("keeps the text of JSON that no step touches", async () => {
    const attributes = '{"a":  10.0, "big": 1152921504606846976, "n": NaN, "ü": "\\ud800"}';
    const data = JSON.stringify(texts().data).replace('{"a":1}', attributes);
    const { db } = await convertTexts({ ...texts(), data });
    expect(db.prepare("SELECT attributes FROM db_dbnode WHERE id = 1").pluck().get()).toBe(attributes);
  });

  test("says in its metadata what was done", async () => {
    const { metadata } = await convertTexts({
      ...texts(),
      metadata: {
        export_version: "0.12",
        aiida_version: "1.6.5",
        conversion_info: ["before"],
        all_fields_info: {},
        unique_identifiers: {},
        export_parameters: { entities_starting_set: { Node: [uuid(1)] } },
      },
    });
    expect(metadata).toMatchObject({
      export_version: "main_0001",
      aiida_version: "1.6.5",
      key_format: "sha256",
      creation_parameters: { entities_starting_set: { Node: [uuid(1)] } },
    });
    expect(metadata["conversion_info"]).toEqual([
      "before",
      expect.stringMatching(/^Converted from version 0\.12 to 0\.13 with Stemma v\d/),
      expect.stringContaining("from version 0.13 to main_0000"),
      expect.stringContaining("from version main_0000 to main_0001"),
    ]);
    expect(Object.keys(metadata)).not.toContain("all_fields_info");
  });

  test("may name its sections in any order and again, and be cut anywhere", async () => {
    const whole = texts({ groups_uuid: {} }).data as Record<string, unknown>;
    const expected = tablesOf((await convertTexts(texts())).db);
    const reversed = Object.fromEntries(Object.entries(whole).reverse());
    expect(tablesOf((await convertTexts({ ...texts(), data: reversed, chunk: 7 })).db)).toEqual(expected);
    const text = JSON.stringify(whole);
    const twice = `{"node_attributes": {"1": {"old": 1}, "9": {}}, "links_uuid": [{"input": "a", "output": "b", "label": "c", "type": "d"}], "nonsense": [{}, null], ${text.slice(1)}`;
    expect(tablesOf((await convertTexts({ ...texts(), data: `\uFEFF${twice}` })).db)).toEqual(expected);
  });

  test("drops unknown and repeated members of groups, as AiiDA does with unknown ones", async () => {
    const group = {
      uuid: uuid(9),
      label: "g",
      type_string: "core",
      description: "",
      time: TIME,
      user: 1,
      extras: {},
    };
    const whole = texts({ groups_uuid: { [uuid(9)]: [null, "nope", uuid(2), uuid(1), uuid(2)] } });
    const data = whole.data as { export_data: Record<string, unknown> };
    data.export_data["Group"] = { 5: group };
    const { db, warnings, metadata } = await convertTexts(whole);
    expect(tablesOf(db)["db_dbgroup_dbnodes"]).toEqual([
      { id: 1, dbnode_id: 2, dbgroup_id: 5 },
      { id: 2, dbnode_id: 1, dbgroup_id: 5 },
    ]);
    expect(warnings).toEqual([
      "2 members of groups were left out: the archive does not hold these nodes.",
      "1 member of a group was listed twice.",
    ]);
    expect(metadata["conversion_info"]).toEqual(expect.arrayContaining(warnings));
  });

  test("fills missing times from the row itself", async () => {
    const { db } = await convertTexts(
      texts({
        export_data: {
          User: { 1: user },
          Node: { 1: node(1, { ctime: null }), 2: node(2, { mtime: null }) },
        },
      }),
    );
    const times = db.prepare("SELECT ctime, mtime FROM db_dbnode ORDER BY id").raw().all();
    expect(times).toEqual([
      ["2020-01-02 03:04:05.678900", "2020-01-02 03:04:05.678900"],
      ["2020-01-02 03:04:05.678900", "2020-01-02 03:04:05.678900"],
    ]);
  });

  test("keeps numbers where texts belong, as SQLite has it", async () => {
    const { db } = await convertTexts(
      texts({
        export_data: {
          User: { 1: user },
          Node: { 1: node(1, { label: 5 }), 2: node(2, { description: true }) },
        },
      }),
    );
    expect(tablesOf(db)["db_dbnode"]).toMatchObject([{ label: "5" }, { description: "1" }]);
  });

  test("of a version that is none is not opened", async () => {
    for (const version of ["0.14", "main_0001", "0.1.0"]) {
      expect((await refusal(texts({}, version))).code).toBe("archive/unsupported-version");
    }
  });
});

describe("a damaged archive", () => {
  test("with dangling links is refused with the list, or loses them", async () => {
    const links = [
      { input: uuid(8), output: uuid(2), label: "lost", type: "create" },
      { input: uuid(1), output: uuid(2), label: "kept", type: "create" },
      { input: uuid(1), output: uuid(7), label: "lost too", type: "create" },
    ];
    const { details, losses, tables } = await damaged(texts({ links_uuid: links }));
    expect(details).toMatchObject({ member: "data.json", check: "dangling link", count: 2 });
    expect(details["findings"]).toHaveLength(2);
    expect(losses).toMatchObject({ linksDropped: 2, rowsSkipped: 0, findings: details["findings"] });
    expect(tables["db_dblink"]).toEqual([
      { id: 1, input_id: 1, output_id: 2, label: "kept", type: "create" },
    ]);
  });

  test("says what is wrong in words that can be printed", async () => {
    const label = `\u001b[31m\u202e${"x".repeat(5000)}`;
    const links = [{ input: uuid(8), output: label, label, type: "create" }];
    const error = await refusal(texts({ links_uuid: links, groups_uuid: { [label]: [1] } }));
    expect(error.message).toContain("\\u{1b}[31m\\u{202e}xxx");
    expect(JSON.stringify(error.details).length).toBeLessThan(1500);
    expect(error.message).not.toMatch(/[\u001b\u202e]/);
  });

  test("with nodes without attributes or extras", async () => {
    const { details, losses, tables } = await damaged(
      texts({ node_attributes: { 1: { a: 1 } }, node_extras: { 2: {} } }),
    );
    expect(details["findings"]).toEqual(["Node 1 has no extras.", "Node 2 has no attributes."]);
    expect(losses.valuesEmptied).toBe(2);
    expect(tables["db_dbnode"]).toMatchObject([{ attributes: { a: 1 }, extras: {} }, { attributes: {} }]);
  });

  test("with repeated UUIDs", async () => {
    const Node = { 1: node(1), 2: node(1), 3: node(3) };
    const { losses, tables } = await damaged(
      texts({
        export_data: { User: { 1: user }, Node },
        node_attributes: { 1: {}, 2: {}, 3: {} },
        node_extras: { 1: {}, 2: {}, 3: {} },
        links_uuid: [],
      }),
    );
    expect(losses).toMatchObject({
      rowsSkipped: 1,
      findings: ["Node 2 has the UUID or name of another one."],
    });
    expect(tables["db_dbnode"]).toHaveLength(2);
  });

  test("with processes that are still active before 0.7", async () => {
    const process = node(1, { node_type: "process.calculation.calcjob.CalcJobNode." });
    const archive = (version: string) =>
      texts(
        {
          export_data: { User: { 1: user }, Node: { 1: process, 2: node(2) } },
          node_attributes: { 1: { process_state: "waiting" }, 2: { process_state: "waiting" } },
        },
        version,
      );
    const { details, tables } = await damaged(archive("0.6"));
    expect(details).toMatchObject({ check: "active process", count: 1 });
    expect(tables["db_dbnode"]).toMatchObject([{ attributes: { process_state: "waiting" } }, {}]);
    expect((await convertTexts(archive("0.7"))).losses).toBeNull();
  });

  test("with rows that lack what they need, or hold something else", async () => {
    const Node = {
      1: node(1),
      2: node(2),
      3: node(3, { uuid: null }),
      4: node(4, { user: null }),
      5: node(5, { label: [5] }),
      6: node(6, { ctime: "yesterday" }),
      7: [],
      x: node(8),
    };
    const parts = Object.fromEntries(
      Object.keys(Node)
        .filter((pk) => pk !== "x")
        .map((pk) => [pk, {}]),
    );
    const { details, losses, tables } = await damaged(
      texts({ export_data: { User: { 1: user }, Node }, node_attributes: parts, node_extras: parts }),
    );
    expect(details["findings"]).toEqual([
      'export_data.Node has a row whose id is "x".',
      "Node 3 has no uuid.",
      "Node 4 has no user.",
      "Node 5 has something else than text as label.",
      'Node 6 has no time as ctime: "yesterday".',
      "Node 7 is not an object.",
    ]);
    expect(losses.rowsSkipped).toBe(6);
    expect(tables["db_dbnode"]).toHaveLength(2);
  });

  test("with references to rows that are not there", async () => {
    const { losses, tables } = await damaged(
      texts({
        export_data: {
          User: { 1: user },
          Node: { 1: node(1, { user: 7 }), 2: node(2, { dbcomputer: 5 }) },
          Log: {
            1: {
              uuid: uuid(20),
              time: TIME,
              loggername: "",
              levelname: "",
              message: "",
              metadata: {},
              dbnode: 99,
            },
          },
        },
      }),
    );
    expect(losses).toMatchObject({ rowsSkipped: 1, valuesEmptied: 2 });
    expect(tables["db_dbnode"]).toMatchObject([
      { id: 1, user_id: 2 },
      { id: 2, dbcomputer_id: null },
    ]);
    expect(tables["db_dbuser"]).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect(tables["db_dblog"]).toBeUndefined();
  });

  test("with members of a group that is not there", async () => {
    const { details } = await damaged(texts({ groups_uuid: { [uuid(9)]: [uuid(1)] } }));
    expect(details["findings"]).toEqual([`Members are listed of group ${uuid(9)}, which is not there.`]);
  });

  test("with sections that are missing or something else", async () => {
    const { details } = await damaged(
      texts({ links_uuid: { a: 1 }, groups_uuid: undefined, node_extras: [] }),
    );
    expect(details["findings"]).toEqual([
      "node_extras is not an object.",
      "links_uuid is not a list.",
      "data.json has no groups_uuid.",
      "Nodes 1, 2 have no extras.",
    ]);
    for (const data of ["[]", "3", "null", '{"export_data": 5}']) {
      expect((await refusal({ ...texts(), data })).code).toBe("archive/corrupt");
    }
  });

  test("cut short is refused where it breaks, or read until there", async () => {
    const whole = JSON.stringify(texts().data);
    const cut = { ...texts(), data: whole.slice(0, whole.indexOf('"links_uuid"')) };
    const { details, losses, tables } = await damaged(cut);
    expect(details).toMatchObject({ member: "data.json", check: "json", offset: cut.data.length });
    expect(losses.isAtLeast).toBe(true);
    expect(tables["db_dbnode"]).toHaveLength(2);
  });

  test("that no option opens: too deep", async () => {
    const data = JSON.stringify(texts().data).replace(
      '{"a":1}',
      `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}`,
    );
    for (const readable of [false, true]) {
      expect((await refusal({ ...texts(), data }, { readable })).code).toBe("archive/limit");
    }
  });
});

describe("an archive before 0.4", () => {
  const old = (n: number, type: string) => ({ ...node(n), type, node_type: undefined });
  const trajectory = () => {
    const whole = texts(
      {
        export_data: {
          User: { 1: user },
          Node: { 1: old(1, "data.array.trajectory.TrajectoryData."), 2: old(2, "data.Data.") },
        },
        node_attributes: { 1: { "array|symbols": [2] }, 2: {} },
        links_uuid: [],
      },
      "0.3",
    );
    return whole;
  };

  test("takes the symbols of trajectories out of their files", async () => {
    const header = "{'descr': '|S2', 'fortran_order': False, 'shape': (2,), }";
    const head = Buffer.concat([
      Buffer.from("\u0093NUMPY\u0001\u0000", "latin1"),
      Buffer.from([header.length, 0]),
    ]);
    const file = Buffer.concat([head, Buffer.from(header), Buffer.from("Si\u004f\u0000", "latin1")]);
    const { db } = await convertTexts({
      ...trajectory(),
      files: { [uuid(1)]: { "symbols.npy": file, "a.txt": file } },
    });
    const [row] = tablesOf(db)["db_dbnode"] as { attributes: unknown; repository_metadata: { o: object } }[];
    expect(row!.attributes).toEqual({ symbols: ["Si", "O"] });
    expect(Object.keys(row!.repository_metadata.o)).toEqual(["a.txt"]);
  });

  test("is refused when the symbols are not there", async () => {
    const { details } = await damaged(trajectory());
    expect(details).toMatchObject({ check: "symbols", count: 1 });
  });
});

describe("links before nodes", () => {
  test("are refused alike, whatever becomes of their ends", async () => {
    const links_uuid = [
      { input: uuid(1), output: uuid(2), label: "result", type: "create" },
      { input: uuid(2), output: uuid(9), label: "lost", type: "create" },
    ];
    for (const second of [node(2), node(2, { mtime: "never" }), node(1), "no object"]) {
      const archive = texts({
        links_uuid,
        export_data: { User: { 1: user }, Node: { 1: node(1), 2: second } },
      });
      const { details, message } = await refusal(archive);
      for (const form of [archive, asPythonWrites(archive)]) {
        const other = await refusal(form, { filesAreLate: () => true });
        expect({ details: other.details, message: other.message }).toEqual({ details, message });
      }
    }
  });

  test("find a node by the UUID that its row gets, however it is written", async () => {
    const archive = asPythonWrites(texts());
    const data = String(archive.data);
    const member = `"uuid": "${uuid(1)}"`;
    // Of two members with one name the last counts.
    const twice = data.replace(member, `"uuid": "${uuid(8)}", ${member}`);
    const escaped = data.replace(member, `"uuid": "${uuid(8)}", "\\u0075uid": "${uuid(1)}"`);
    const named = data.replace(
      member,
      `"description": "uuid", ${member}, "metadata": {"uuid": "${uuid(7)}"}`,
    );
    for (const text of [data, twice, escaped, named]) {
      const { db } = await convertTexts({ ...archive, data: text }, { filesAreLate: () => true });
      expect(tablesOf(db)).toMatchObject({
        db_dbnode: [{ uuid: uuid(1) }, { uuid: uuid(2) }],
        db_dblink: [{ input_id: 1, output_id: 2 }],
      });
      db.close();
    }
    const lost = { ...archive, data: twice.replace(`{"input": "${uuid(1)}"`, `{"input": "${uuid(8)}"`) };
    expect((await refusal(lost, { filesAreLate: () => true })).details).toMatchObject({
      check: "dangling link",
      count: 1,
    });
  });

  test("leave the members of groups as they are", async () => {
    const Group = {
      1: { uuid: uuid(5), type_string: "core", label: "g", description: "", user: 1, time: TIME },
    };
    const archive = texts({
      export_data: { User: { 1: user }, Node: { 1: node(1), 2: node(2) }, Group },
      groups_uuid: { [uuid(5)]: [uuid(2), uuid(9), uuid(1)] },
    });
    const { db, warnings } = await convertTexts(archive, { filesAreLate: () => true });
    expect(tablesOf(db)["db_dbgroup_dbnodes"]).toMatchObject([{ dbnode_id: 2 }, { dbnode_id: 1 }]);
    expect(warnings).toHaveLength(1);
    db.close();
  });
});
