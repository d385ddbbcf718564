import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { testUuid } from "../db/testing/contents.ts";
import { writeArchive } from "../db/testing/make-archive.ts";
import { isHeadless, main } from "./cli.ts";

const temporary = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`../../e2e/fixtures/${name}`, import.meta.url));
const RICH = fixture("generated_main_0001_rich.aiida");

/** Run the command and collect what it prints. */
async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return {
    status,
    bytes: Buffer.concat(out),
    out: Buffer.concat(out).toString(),
    err: Buffer.concat(err).toString(),
  };
}

const json = async (...argv: string[]) =>
  JSON.parse((await run(...argv, "--json")).out) as Record<string, never>;

describe("the command itself", () => {
  test("version and help", async () => {
    expect((await run("--version")).out).toMatch(/^stemma \d+\.\d+\.\d+\n$/);
    for (const argv of [[], ["--help"], ["-h"]]) expect((await run(...argv)).out).toContain("stemma show");
    const help = await run("nodes", "--help");
    expect(help.status).toBe(0);
    expect(help.out).toContain("--created-after ISO");
  });

  test("wrong usage is exit status 2 and one line on stderr", async () => {
    for (const argv of [
      ["bogus"],
      ["info"],
      ["info", "a", "--bogus"],
      ["nodes", "a", "--limit", "x"],
      ["nodes", "a", "--created-after", "never"],
      ["--bogus"],
    ]) {
      const { status, out, err } = await run(...argv);
      expect([status, out]).toEqual([2, ""]);
      expect(err).toMatch(/^stemma: usage: .*\n$/);
    }
  });

  test("failures have a code, and with --json one JSON value on stdout", async () => {
    const failed = await run("info", temporary("none.aiida"), "--json");
    expect(failed.status).toBe(1);
    expect(failed.err).toMatch(/^stemma: archive\/not-found: /);
    expect(JSON.parse(failed.out)).toMatchObject({ error: { code: "archive/not-found" } });
    const noVerb = await run("--json");
    expect([noVerb.status, JSON.parse(noVerb.out)]).toMatchObject([2, { error: { code: "usage" } }]);
    expect((await run("show", RICH, "99999")).err).toMatch(/^stemma: node\/not-found: /);
    expect((await run("nodes", RICH, "--group", "nope")).err).toMatch(/^stemma: group\/not-found: /);
  });

  test("stored text cannot act on the terminal", async () => {
    const file = writeArchive(temporary("hostile.aiida"), {
      nodes: [
        {
          label: "\u001b[31mred\u202e",
          ctime: "2026\u001b[2J",
          description: "a\nb",
          attributes: '{"k\\u001b": "\\u0007"}',
        },
      ],
      logs: [{ node: 1, message: "line\n\u001b]0;title\u0007" }],
      metadata: { aiida_version: "2\u001b[2J" },
    });
    for (const argv of [
      ["info", file, "--detailed"],
      ["nodes", file],
      ["show", file, "1"],
    ]) {
      const { out } = await run(...argv);
      expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
    }
    expect((await run("nodes", file)).out).toContain("\\x1b[31mred\\u202e");
  });

  test("tells verbs from files", () => {
    expect(isHeadless(["info", "x"])).toBe(true);
    expect(isHeadless(["--version"])).toBe(true);
    expect(isHeadless(["x.aiida"])).toBe(false);
    expect(isHeadless([])).toBe(false);
  });
});

describe("info", () => {
  test("has the promised shape", async () => {
    expect(await json("info", RICH, "--detailed")).toMatchObject({
      kind: "archive",
      container: "zip",
      version: "main_0001",
      counts: {
        nodes: 31,
        links: 22,
        groups: 2,
        computers: 1,
        users: 2,
        comments: 2,
        logs: 2,
        authinfos: 1,
        files: 20,
      },
      processStates: { "finished[0]": expect.any(Number) as number, "finished[310]": 1 },
      nodeTypes: { "data.core.int.Int.": expect.any(Number) as number },
    });
  });

  test("prints creation parameters verbatim and counts dangling links", async () => {
    const file = writeArchive(temporary("a.aiida"), {
      nodes: [{}],
      links: [[1, 99, "create", "x"]],
      metadata: { creation_parameters: { big: 1 } },
    });
    const { out } = await run("info", file, "--json");
    expect(out).toContain('"creationParameters":{"big":1}');
    expect(out).toContain('"links":1');
  });
});

describe("nodes", () => {
  test("filters, sorts, limits and pages", async () => {
    const pks = async (...argv: string[]) =>
      ((await json("nodes", RICH, ...argv)) as unknown as { rows: { pk: number }[] }).rows.map(
        ({ pk }) => pk,
      );
    const all = await pks("--sort", "pk", "--limit", "0");
    expect(all).toHaveLength(31);
    expect(await pks("--sort=-pk", "--limit=3")).toEqual(all.toReversed().slice(0, 3));
    expect(await pks("--sort=pk", "--limit=5", "--after", String(all[4]))).toEqual(all.slice(5, 10));
    const failed = await pks("--state", "finished[310]");
    expect(failed).toHaveLength(1);
    expect(await pks("--state", "finished", "--limit", "0")).toEqual(expect.arrayContaining(failed));
    expect(await pks("--type", "data.core.int", "--type", "data.core.dict", "--sort", "pk")).toEqual(
      [...(await pks("--type", "data.core.int")), ...(await pks("--type", "data.core.dict"))].sort(
        (a, b) => a - b,
      ),
    );
    expect(await pks("--label", "FLOAT-that")).toHaveLength(1);
    expect(await pks("--created-before", "1999-01-01")).toEqual([]);
    expect(await pks("--user", "nobody@example.org")).toEqual([]);
  });

  test("ndjson prints one object a line", async () => {
    const { out } = await run("nodes", RICH, "--ndjson", "--limit", "4");
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(rows).toHaveLength(4);
    expect(Object.keys(rows[0]!)).toEqual([
      "pk",
      "uuid",
      "nodeType",
      "processType",
      "label",
      "description",
      "ctime",
      "mtime",
      "processState",
      "exitStatus",
      "user",
      "computer",
    ]);
  });

  test("a filter by group takes UUID, PK or label", async () => {
    const file = writeArchive(temporary("g.aiida"), {
      nodes: [{}, {}, {}],
      groups: [{ label: "some", nodes: [1, 3] }],
    });
    for (const name of ["some", "1", testUuid("group", 1)]) {
      expect(((await json("nodes", file, "--group", name)) as unknown as { total: number }).total).toBe(2);
    }
  });
});

describe("show and cat", () => {
  const attributes = '{"float": 10.0, "big": 1152921504606846976, "nan": NaN}';

  test("print stored JSON verbatim", async () => {
    const file = writeArchive(temporary("v.aiida"), { nodes: [{ attributes, extras: null }] });
    const { out } = await run("show", file, "1", "--json");
    expect(out).toContain(`"attributes":${attributes}`);
    expect(out).toContain('"extras":{}');
  });

  test("an archive of AiiDA 0 answers as one of today, its indented JSON on one line in text", async () => {
    const old = fixture("export_0.4_simple.tar.gz");
    expect(await json("info", old)).toMatchObject({
      container: "tar.gz",
      version: "0.4",
      readAs: "main_0001",
      createdAt: null,
      creationParameters: null,
      counts: { nodes: 10, links: 8, files: 16 },
    });
    expect((await run("info", old)).out).toMatch(/^Version +0\.4, read as main_0001$/m);
    const shown = (await run("show", old, "28266")).out;
    expect(shown).toMatch(/^ +resources +\{ "num_machines": 1, "default_mpiprocs_per_machine": 16 \}$/m);
    expect((await run("cat", old, "28266", "_aiidasubmit.sh")).out).toMatch(/^#!\/bin\/bash/);
    expect((await run("nodes", old, "--limit", "1")).status).toBe(0);
    expect(await json("traverse", old, "--all", "--count")).toMatchObject({
      counts: { nodes: 10, files: 16 },
    });
  });

  test("malformed JSON becomes a string, so that the output stays one JSON value", async () => {
    const file = writeArchive(temporary("m.aiida"), { nodes: [{ attributes: '{"a": ' }] });
    const { out, err } = await run("show", file, "1", "--json");
    expect(JSON.parse(out)).toMatchObject({ attributes: '{"a": ' });
    expect(err).toContain("not well-formed");
  });

  test("links are sorted by type, label and UUID; comments and logs are there", async () => {
    const file = writeArchive(temporary("l.aiida"), {
      nodes: [{}, { type: "process.calculation.calcjob.CalcJobNode." }, {}, {}],
      links: [
        [2, 4, "create", "b"],
        [2, 3, "create", "a"],
        [1, 2, "input_calc", "x"],
      ],
      comments: [{ node: 2, content: "hello" }],
      logs: [{ node: 2, message: "done", metadata: '{"pid": 10.0}' }],
      groups: [{ label: "g", nodes: [2] }],
    });
    const shown = await json("show", file, testUuid("node", 2).slice(0, 12));
    expect(shown).toMatchObject({
      incoming: [
        {
          linkType: "input_calc",
          label: "x",
          pk: 1,
          uuid: testUuid("node", 1),
          nodeType: "data.core.dict.Dict.",
        },
      ],
      outgoing: [
        { label: "a", pk: 3 },
        { label: "b", pk: 4 },
      ],
      comments: [{ content: "hello", user: "ada.marlow@example.org" }],
      logs: [{ levelName: "REPORT", message: "done" }],
      groups: [{ label: "g" }],
    });
    const { out } = await run("show", file, "2");
    for (const part of ["Incoming links (1)", "Outgoing links (2)", "Comments (1)", "Log (1)"])
      expect(out).toContain(part);
  });

  test("cat prints the bytes and nothing else", async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 27]);
    const file = writeArchive(temporary("c.aiida"), { nodes: [{ files: { "a/b.bin": bytes, empty: "" } }] });
    const printed = await run("cat", file, "1", "a/b.bin");
    expect([printed.status, printed.bytes, printed.err]).toEqual([0, bytes, ""]);
    expect((await run("cat", file, "1", "empty")).bytes).toHaveLength(0);
    expect((await run("cat", file, "1", "a")).err).toMatch(/^stemma: file\/not-found: /);
  });

  test("cat prints nothing of a file whose object is missing", async () => {
    const key = "ab".repeat(32);
    const file = writeArchive(temporary("d.aiida"), {
      nodes: [{ repositoryMetadata: `{"o": {"x": {"k": "${key}"}}}` }],
    });
    const printed = await run("cat", file, "1", "x");
    expect([printed.status, printed.bytes.length]).toEqual([1, 0]);
    expect(printed.err).toMatch(/^stemma: archive\/corrupt: /);
  });
});
