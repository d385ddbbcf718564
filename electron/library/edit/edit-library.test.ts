import type { Database } from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openForWriting } from "../../db/connect.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { editLibrary } from "./edit-library.ts";
import type { Editing, LibraryEdit, RowSwap } from "./library-edit.ts";
import { swapRows } from "./swap-rows.ts";

const temporary = temporaryFolder();
const NODES = ["11111111-aaaa-4aaa-8aaa-000000000001", "22222222-aaaa-4aaa-8aaa-000000000002"];
const [ONE = "", TWO = ""] = NODES;
const GROUP = "33333333-aaaa-4aaa-8aaa-000000000003";
const COMMENT = "44444444-aaaa-4aaa-8aaa-000000000004";
const EXTRAS = '{"a": 10.0, "b": {"c": 0.12345678901234567}, "d": [1]}';

let db: Database;
beforeEach(async () => {
  writeArchive(temporary("archive.aiida"), {
    nodes: [
      { uuid: ONE, label: "one", extras: EXTRAS, mtime: "2026-01-01 00:00:00.000000" },
      { uuid: TWO, mtime: "2026-01-01 00:00:00.000000" },
    ],
    groups: [{ uuid: GROUP, label: "chosen", nodes: [1, 2], description: "both" }],
    comments: [{ uuid: COMMENT, node: 1, content: "well", mtime: "2026-01-01 00:00:00.000000" }],
  });
  createStore(temporary("store"));
  const source = await openSource(temporary("archive.aiida"), quietJob());
  await importSource(source, temporary("store"), { ...DEFAULT_OPTIONS, group: "none" }, quietJob());
  source.close();
  db = openForWriting(temporary("store/database.sqlite"), 0);
  db.exec("BEGIN");
});
afterEach(() => {
  db.close();
});

function complete<T>(work: Editing<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
const edit = (...edits: LibraryEdit[]) => complete(editLibrary(db, edits));
const swap = (swaps: readonly RowSwap[], direction: "undo" | "redo") =>
  complete(swapRows(db, swaps, direction));
const all = () =>
  ["db_dbnode", "db_dbgroup", "db_dbgroup_dbnodes", "db_dbcomment"].map((table) =>
    db.prepare(`SELECT * FROM ${table} ORDER BY id`).all(),
  );
const node = (uuid: string) =>
  db
    .prepare<[string], { label: string; extras: string; mtime: string }>(
      "SELECT label, extras, mtime FROM db_dbnode WHERE uuid = ?",
    )
    .get(uuid)!;
const extras = (uuid: string) => node(uuid).extras;
const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
  return "done";
};

const text = fc.constantFrom("", "x", "a label", "ünï", "\u{1f600}", "a\nb");
const key = fc.constantFrom("a", "b", "new", "ü");
const nodes = fc.subarray(NODES);
const anEdit: fc.Arbitrary<LibraryEdit> = fc.oneof(
  fc.record({ kind: fc.constant("group-create" as const), label: text, description: text, nodes }),
  fc.record({ kind: fc.constant("group-rename" as const), group: fc.constant(GROUP), label: text }),
  fc.record({ kind: fc.constant("group-describe" as const), group: fc.constant(GROUP), description: text }),
  fc.record({ kind: fc.constant("group-delete" as const), group: fc.constant(GROUP) }),
  fc.record({
    kind: fc.constantFrom("group-add" as const, "group-remove" as const),
    group: fc.constant(GROUP),
    nodes,
  }),
  fc.record({ kind: fc.constant("node-label" as const), nodes, label: text }),
  fc.record({ kind: fc.constant("node-description" as const), nodes, description: text }),
  fc.record({
    kind: fc.constant("extra-set" as const),
    nodes,
    key,
    valueText: fc.jsonValue().map((value) => JSON.stringify(value)),
  }),
  fc.record({ kind: fc.constant("extra-rename" as const), nodes, from: key, to: key }),
  fc.record({ kind: fc.constant("extra-delete" as const), nodes, key }),
  fc.record({
    kind: fc.constant("extras-set" as const),
    nodes,
    text: fc.constantFrom("{}", '{"b":{"c":0.12345678901234567}, "z": 1e20}', EXTRAS),
  }),
  fc.record({ kind: fc.constant("comment-add" as const), nodes, content: text }),
  fc.record({ kind: fc.constant("comment-edit" as const), comment: fc.constant(COMMENT), content: text }),
  fc.record({ kind: fc.constant("comment-delete" as const), comment: fc.constant(COMMENT) }),
);

test("edits are undone and done again to the byte, in whatever sequence they came", () => {
  fc.assert(
    fc.property(fc.array(anEdit, { maxLength: 8 }), (wished) => {
      db.exec("SAVEPOINT begin");
      const states = [all()];
      const done: RowSwap[][] = [];
      for (const one of wished) {
        db.exec("SAVEPOINT one");
        let swaps: RowSwap[] = [];
        try {
          ({ swaps } = edit(one));
        } catch (error) {
          if (!(error instanceof Error && "code" in error)) throw error;
          db.exec("ROLLBACK TO one"); // as a transaction that is not kept
        }
        if (swaps.length > 0) {
          done.push(swaps);
          states.push(all());
        } else expect(all()).toEqual(states.at(-1));
        db.exec("RELEASE one");
      }
      for (const [at, swaps] of [...done.entries()].reverse()) {
        swap(swaps, "undo");
        expect(all()).toEqual(states[at]);
      }
      for (const [at, swaps] of done.entries()) {
        swap(swaps, "redo");
        expect(all()).toEqual(states[at + 1]);
      }
      db.exec("ROLLBACK TO begin");
    }),
    { numRuns: 150 },
  );
});

describe("extras", () => {
  test("one is set in its place or at the end; the others keep their digits", () => {
    edit({ kind: "extra-set", nodes: [ONE], key: "a", valueText: ' {"x":1e16} ' });
    edit({ kind: "extra-set", nodes: [ONE], key: "ü", valueText: "true" });
    expect(extras(ONE)).toBe(
      '{"a": {"x": 10000000000000000}, "b": {"c": 0.12345678901234567}, "d": [1], "\\u00fc": true}',
    );
  });

  test("what is only laid out in another way is no change", () => {
    const text = '{\n  "a": 10.0,\n  "b": {\n    "c": 0.12345678901234567\n  },\n  "d": [1]\n}';
    expect(edit({ kind: "extras-set", nodes: [ONE], text, before: EXTRAS }).swaps).toEqual([]);
    expect(edit({ kind: "extra-set", nodes: [ONE], key: "d", valueText: "[ 1 ]" }).swaps).toEqual([]);
    expect(node(ONE).mtime).toBe("2026-01-01 00:00:00.000000");
  });

  test("all of them at once: what stays keeps its text, what is new is written as AiiDA writes it", () => {
    edit({
      kind: "extras-set",
      nodes: [ONE],
      text: '{"n":1.50,"b":{ "c" :0.12345678901234567}}',
      before: EXTRAS,
    });
    expect(extras(ONE)).toBe('{"n": 1.5, "b": {"c": 0.12345678901234567}}');
  });

  test.each([
    ["a.b", "1"],
    ["", "1"],
    ["k", "NaN"],
    ["k", "text"],
    ["k", '{"a": 1, "a": 2}'],
    ["k", ""],
  ])("%j: %s is refused", (key, valueText) => {
    expect(code(() => edit({ kind: "extra-set", nodes: [ONE], key, valueText }))).toBe("import/validation");
  });

  test("all at once, when somebody else changed them meanwhile, is refused", () => {
    expect(code(() => edit({ kind: "extras-set", nodes: [ONE], text: "{}", before: "{}" }))).toBe(
      "import/validation",
    );
    expect(code(() => edit({ kind: "extras-set", nodes: [ONE], text: "[]" }))).toBe("import/validation");
  });
});

describe("groups", () => {
  test("a label that a group of the type has is taken; one of another type does not matter", () => {
    db.exec("UPDATE db_dbgroup SET type_string = 'core.import'");
    const made = edit({ kind: "group-create", label: "chosen", description: "", nodes: [ONE, ONE] });
    expect(made.swaps).toHaveLength(2);
    expect(code(() => edit({ kind: "group-create", label: "chosen", description: "", nodes: [] }))).toBe(
      "import/uniqueness",
    );
  });

  test("a label is needed, and fits its column", () => {
    for (const label of ["", "  ", "x".repeat(256), "a\0"])
      expect(code(() => edit({ kind: "group-rename", group: GROUP, label }))).toBe("import/validation");
  });

  test("a node that is not there leaves all as it was", () => {
    expect(code(() => edit({ kind: "group-add", group: GROUP, nodes: ["55555555"] }))).toBe("node/not-found");
  });

  test("deleted ones come back with their nodes, under another id where theirs was given away", () => {
    const { swaps } = edit({ kind: "group-delete", group: GROUP });
    edit({ kind: "group-create", label: "other", description: "", nodes: [TWO] });
    swap(swaps, "undo");
    const count = db.prepare(
      "SELECT label, count(*) AS nodes FROM db_dbgroup JOIN db_dbgroup_dbnodes ON dbgroup_id = db_dbgroup.id GROUP BY 1",
    );
    expect(count.all()).toEqual([
      { label: "chosen", nodes: 2 },
      { label: "other", nodes: 1 },
    ]);
  });
});

describe("taking back", () => {
  test("is refused where the value was changed since", () => {
    const { swaps } = edit({ kind: "node-label", nodes: [ONE], label: "mine" });
    db.exec("UPDATE db_dbnode SET label = 'theirs'");
    expect(code(() => swap(swaps, "undo"))).toBe("import/validation");
  });

  test("of one value, where another of the row was changed since, is a change of now", () => {
    const { swaps } = edit({ kind: "node-label", nodes: [ONE], label: "mine" });
    db.exec("UPDATE db_dbnode SET mtime = '2026-02-02 00:00:00.000000'");
    swap(swaps, "undo");
    expect(node(ONE).label).toBe("one");
    expect(node(ONE).mtime > "2026-02-02").toBe(true);
  });

  test("of a new group is refused once it holds what it was not made with", () => {
    const { swaps, group } = edit({ kind: "group-create", label: "new", description: "", nodes: [ONE] });
    edit({ kind: "group-add", group: group!, nodes: [TWO] });
    expect(code(() => swap(swaps, "undo"))).toBe("import/validation");
  });

  test("a label that was taken since is refused", () => {
    const { swaps } = edit({ kind: "group-rename", group: GROUP, label: "renamed" });
    edit({ kind: "group-create", label: "chosen", description: "", nodes: [] });
    expect(code(() => swap(swaps, "undo"))).toBe("import/uniqueness");
  });
});

test("a comment belongs to the store's user; its node keeps its time of change", () => {
  edit({ kind: "comment-add", nodes: [ONE], content: "good" });
  const [row] = db
    .prepare(
      "SELECT content, email FROM db_dbcomment JOIN db_dbuser ON db_dbuser.id = user_id ORDER BY db_dbcomment.id DESC",
    )
    .all();
  expect(row).toEqual({ content: "good", email: "aiida@localhost" });
  expect(node(ONE).mtime).toBe("2026-01-01 00:00:00.000000");
  expect(code(() => edit({ kind: "comment-edit", comment: COMMENT, content: " " }))).toBe(
    "import/validation",
  );
});
