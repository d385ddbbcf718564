import fs from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { type ArchiveContents, testUuid } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { main } from "../cli.ts";

const at = temporaryFolder();
const uuid = (id: number) => testUuid("node", id);

async function run(...argv: string[]) {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stdout = new PassThrough().on("data", (chunk: Buffer) => out.push(chunk));
  const stderr = new PassThrough().on("data", (chunk: Buffer) => err.push(chunk));
  const status = await main(argv, { stdout, stderr });
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

// 1 ─input_calc→ 2 ─create→ 3, 4 ─input_calc→ 2; 3 ─input_calc→ 5
const CONTENTS: ArchiveContents = {
  computers: [{ label: "cluster" }],
  nodes: [
    { files: { f: "ab" } },
    { type: "process.calculation.calcfunction.CalcFunctionNode.", attributes: { sealed: true } },
    { label: "result" },
    { type: "data.core.code.installed.InstalledCode.", label: "pw", computer: 1 },
    { type: "process.calculation.calcfunction.CalcFunctionNode.", attributes: {} },
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "sum"],
    [4, 2, "input_calc", "code"],
    [3, 5, "input_calc", "y"],
  ],
  groups: [{ label: "results", nodes: [3] }],
};

test("traverse prints counts, rules, nodes with their reasons, and links", async () => {
  const file = writeArchive(at("in.aiida"), CONTENTS);
  const { status, out } = await run("traverse", file, "-N", "3", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    counts: {
      selected: 1,
      nodes: 4,
      links: 3,
      computers: 1,
      users: 1,
      groups: 0,
      comments: 0,
      logs: 0,
      files: 1,
    },
    bytes: { repository: 2 },
    rules: {
      input_calc_forward: false,
      input_calc_backward: true,
      create_forward: true,
      create_backward: true,
      return_forward: true,
      return_backward: false,
      input_work_forward: false,
      input_work_backward: true,
      call_calc_forward: true,
      call_calc_backward: true,
      call_work_forward: true,
      call_work_backward: true,
    },
    addedByRule: { input_calc_backward: 2, create_backward: 1 },
    nodes: [
      { uuid: uuid(1), depth: 2, reason: { rule: "input_calc_backward", from: uuid(2), linkLabel: "x" } },
      { uuid: uuid(2), depth: 1, reason: { rule: "create_backward", from: uuid(3), linkLabel: "sum" } },
      { uuid: uuid(3), depth: 0, reason: null },
      { uuid: uuid(4), depth: 2, reason: { rule: "input_calc_backward", from: uuid(2), linkLabel: "code" } },
    ],
    links: [
      [uuid(1), uuid(2), "input_calc", "x"],
      [uuid(2), uuid(3), "create", "sum"],
      [uuid(4), uuid(2), "input_calc", "code"],
    ],
  });
});

test("selectors take PKs, UUIDs, their beginnings and labels, several each; --count leaves the lists out", async () => {
  const file = writeArchive(at("in.aiida"), CONTENTS);
  const count = async (...argv: string[]) => {
    const { out } = await run("traverse", file, "--no-create-backward", "--count", "--json", ...argv);
    const { counts, nodes, links, error } = JSON.parse(out) as Record<
      string,
      Record<string, number | string>
    >;
    expect([nodes, links]).toEqual([undefined, undefined]);
    return (
      error?.["code"] ?? [counts!["selected"], counts!["nodes"], counts!["groups"], counts!["computers"]]
    );
  };
  expect(await count("-N", "1", uuid(3))).toEqual([2, 2, 0, 0]);
  expect(await count("-N", uuid(3).slice(0, 8), "-N", "3")).toEqual([1, 1, 0, 0]);
  expect(await count("-G", "results")).toEqual([1, 1, 1, 0]);
  expect(await count("-X", "pw@cluster")).toEqual([1, 1, 0, 1]);
  expect(await count("-Y", "cluster")).toEqual([0, 0, 0, 1]);
  expect(await count("-a")).toEqual([5, 5, 1, 1]);
  expect(await count()).toBe("selection/empty");
  expect(await count("-X", "3")).toBe("code/not-found");
  expect(await count("-N", "00000")).toBe("node/ambiguous");
});

test("for people: counts, what rules added, and a line a node", async () => {
  const file = writeArchive(at("in.aiida"), CONTENTS);
  const { out } = await run("traverse", file, "-N", "3");
  expect(out).toContain("  nodes           4\n");
  expect(out).toContain("  create_backward      1\n");
  expect(out).toContain(`  ${uuid(2)}    1  create_backward from ${uuid(3)} along sum\n`);
  expect(out).toContain(`  ${uuid(3)}    0  chosen\n`);
});

test("export writes an archive, refuses to replace it, and says what unsealed processes it met", async () => {
  const file = writeArchive(at("in.aiida"), CONTENTS);
  const target = at("out.aiida");
  const written = await run("export", file, target, "-G", "results", "--compress", "0", "--json");
  expect(JSON.parse(written.out)).toMatchObject({
    path: target,
    dryRun: false,
    counts: { selected: 1, nodes: 4, groups: 1 },
    sizeBytes: fs.statSync(target).size,
  });
  const again = await run("export", file, target, "-N", "1");
  expect([again.status, again.out]).toEqual([1, ""]);
  expect(again.err).toMatch(/^stemma: export\/exists: /);
  expect((await run("export", file, target, "-N", "1", "-f")).status).toBe(0);
  const unsealed = await run("export", file, at("no.aiida"), "-N", "5", "--json");
  expect(unsealed.status).toBe(1);
  expect(JSON.parse(unsealed.out)).toMatchObject({
    error: { code: "export/unsealed", details: { uuids: [uuid(5)] } },
  });
  expect((await run("export", file, at("no.aiida"), "-N", "1", "--compress", "10")).status).toBe(2);
  const dry = await run("export", file, at("no.aiida"), "-N", "1", "-n", "--json");
  expect(JSON.parse(dry.out)).toMatchObject({ dryRun: true, counts: { nodes: 1 }, sizeBytes: 0 });
  expect(fs.readdirSync(at()).sort()).toEqual(["in.aiida", "out.aiida"]);
});
