import fs from "node:fs";
import { PassThrough } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { main } from "../cli.ts";

const temporary = temporaryFolder();
const ONE = "11111111-aaaa-4aaa-8aaa-000000000001";

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main([...argv, "--store", temporary("store")], { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}
const json = async (...argv: string[]) => JSON.parse((await run(...argv, "--json")).out) as unknown;

beforeEach(async () => {
  writeArchive(temporary("archive.aiida"), {
    nodes: [{ uuid: ONE, label: "one", extras: '{"a": 10.0}' }, { label: "two" }],
    comments: [{ node: 1, content: "well" }],
  });
  await run("import", temporary("archive.aiida"), "--no-import-group");
});

test.each([
  ["group", "list"],
  ["group", "create", "new"],
  ["node", "label", "1"],
  ["node", "label", "1", "--label", "new"],
  ["delete", "1", "--force"],
])("where no store is, or something else, is said: stemma %s %s", async (...words) => {
  fs.rmSync(temporary("store"), { recursive: true });
  expect(await json(...words)).toMatchObject({
    error: { code: "store/not-found", message: expect.stringContaining("There is no store at"), details: {} },
  });
  fs.writeFileSync(temporary("store"), "a text");
  expect((await run(...words)).err).toMatch(/^stemma: (?:store\/not-found|archive\/not-an-archive): /);
});

describe("stemma group", () => {
  test("makes, fills, renames, describes, empties and deletes", async () => {
    expect(await json("group", "create", "new", "-d", "for a test", "-N", "1")).toMatchObject({
      created: true,
      group: { pk: 1, label: "new", typeString: "core", description: "for a test", nodes: 1 },
    });
    expect(await json("group", "create", "new")).toMatchObject({ created: false, group: { nodes: 1 } });
    expect(await json("group", "add-nodes", "-G", "new", "1", "2")).toMatchObject({ changed: 1 });
    expect(await json("group", "relabel", "new", "\u202eother")).toMatchObject({ group: { nodes: 2 } });
    expect((await run("group", "list")).out).toContain("\\u202eother  core      2  for a test");
    expect((await run("group", "description", "1")).out).toBe("for a test\n");
    expect(await json("group", "description", "1", "else")).toMatchObject({ group: { description: "else" } });
    expect(await json("group", "remove-nodes", "-G", "1", ONE)).toMatchObject({ changed: 1 });
    expect(await json("group", "remove-nodes", "-G", "1", "--clear")).toMatchObject({ changed: 1 });
    expect(await json("group", "delete", "1")).toMatchObject({ deleted: [{ label: "\u202eother" }] });
    expect(await json("group", "list")).toEqual([]);
  });

  test("says what is wrong, and changes nothing", async () => {
    await run("group", "create", "a");
    await run("group", "create", "b");
    expect((await run("group", "relabel", "a", "b")).err).toMatch(/^stemma: import\/uniqueness: /);
    expect((await run("group", "create", " ")).err).toMatch(/^stemma: import\/validation: /);
    expect((await run("group", "delete", "a", "c")).err).toMatch(/^stemma: group\/not-found: /);
    expect((await run("group", "add-nodes", "-G", "a", "1", "9")).err).toMatch(/^stemma: node\/not-found: /);
    for (const words of [
      ["shuffle"],
      ["create"],
      ["relabel", "a"],
      ["remove-nodes", "-G", "a"],
      ["add-nodes", "1"],
    ])
      expect((await run("group", ...words)).status).toBe(2);
    expect(await json("group", "list")).toMatchObject([{ nodes: 0 }, { nodes: 0 }]);
  });
});

describe("stemma node", () => {
  test("labels and descriptions", async () => {
    expect(await json("node", "label", "1", "2", "-l", "both")).toMatchObject({ changed: 2 });
    expect(await json("node", "label", "1", "2", "-l", "both")).toMatchObject({ changed: 0 });
    expect(await json("node", "label", "1")).toEqual([{ pk: 1, uuid: ONE, label: "both" }]);
    await run("node", "description", "1", "-d", "two\nlines");
    expect((await run("node", "description", "1")).out).toContain("two\\nlines");
  });

  test("extras, with their digits", async () => {
    await run("node", "extras", "1", "-k", "b", "--value", '{"x":1e16}');
    expect((await run("node", "extras", "1")).out).toBe('PK 1: {"a": 10.0, "b": {"x": 10000000000000000}}\n');
    await run("node", "extras", "1", "-k", "b", "--rename", "c");
    await run("node", "extras", "1", "-k", "a", "--delete");
    expect((await run("node", "extras", "1", "-k", "c")).out).toBe('PK 1: {"x": 10000000000000000}\n');
    await run("node", "extras", "1", "--replace", '{"z": [1.50]}');
    expect((await run("node", "extras", "1", "--json")).out).toContain('"extras":{"z": [1.5]}');
    expect((await run("node", "extras", "1", "-k", "a.b", "--value", "1")).err).toMatch(
      /^stemma: import\/valid/,
    );
    expect((await run("node", "extras", "1", "-k", "a", "--value", "{")).err).toContain("line 1, column 2");
    expect((await run("node", "extras", "1", "--value", "1")).status).toBe(2);
  });

  test("comments", async () => {
    expect(await json("node", "comment", "add", "good", "-N", "2")).toMatchObject({ comments: [{ pk: 2 }] });
    await run("node", "comment", "update", "2", "better");
    await run("node", "comment", "remove", "1");
    expect((await run("node", "comment", "remove", "1")).err).toMatch(/^stemma: import\/validation: /);
    const { status, out } = await run("node", "comment", "update", "2", "better");
    expect([status, out]).toEqual([0, "Nothing to change.\n"]);
  });
});
