import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RuleSwitches, TOGGLEABLE_RULES } from "../../shared/graph/traversal-rules.ts";
import type { Source } from "../archive/source.ts";
import type { ArchiveContents, TestLink } from "../db/testing/contents.ts";
import { makeArchive } from "../db/testing/make-archive.ts";
import { closeSelection, countClosure, ruleEffects } from "./closure.ts";
import { createProvenance, UNWATCHED } from "./provenance.ts";
import type { Selection } from "./starting-set.ts";

const EVERYTHING = { includeComments: true, includeLogs: true };

async function closureOf(source: Source, selection: Partial<Selection>, switches: RuleSwitches = {}) {
  const provenance = createProvenance(source);
  const chosen = { all: false, nodeIds: [], groupIds: [], computerIds: [], ...selection };
  const closure = await closeSelection(provenance, chosen, switches, UNWATCHED);
  const facts = await provenance.facts(UNWATCHED);
  const files = await provenance.files(UNWATCHED);
  return {
    closure,
    facts,
    files,
    ...countClosure(provenance.source, closure, facts, files, EVERYTHING),
    effects: ruleEffects(closure, files),
    nodeIds: [...closure.walk.order].map((node) => closure.loaded.graph.nodeIds[node]!).sort((a, b) => a - b),
  };
}

// 1 ─input_calc→ 2 ─create→ 3 ─input_calc→ 4; files: 1 "a", 2 "a" and "bb", 3 "ccc", 4 "bb" and "dddd"
const CHAIN: ArchiveContents = {
  users: [
    { id: 1, email: "owner@example.org" },
    { id: 2, email: "commenter@example.org" },
    { id: 3, email: "group@example.org" },
    { id: 4, email: "elsewhere@example.org" },
  ],
  computers: [{ label: "used" }, { label: "chosen" }, { label: "neither" }],
  nodes: [
    { files: { f: "a" } },
    { type: "process.calculation.calcfunction.CalcFunctionNode.", files: { f: "a", g: "bb" }, computer: 1 },
    { files: { f: "ccc" } },
    { type: "process.calculation.calcfunction.CalcFunctionNode.", files: { f: "bb", g: "dddd" }, user: 4 },
  ],
  links: [
    [1, 2, "input_calc", "x"],
    [2, 3, "create", "result"],
    [3, 4, "input_calc", "y"],
  ],
  groups: [
    { label: "chosen", nodes: [3], user: 3 },
    { label: "not chosen", nodes: [2, 3], user: 4 },
  ],
  comments: [
    { node: 3, user: 2, content: "" },
    { node: 4, user: 4, content: "" },
  ],
  logs: [
    { node: 2, message: "" },
    { node: 2, message: "" },
    { node: 4, message: "" },
  ],
};

test("counts follow AiiDA's collection: users of nodes, groups and comments, computers chosen and used", async () => {
  const { counts, repositoryBytes } = await closureOf(makeArchive(CHAIN), {
    groupIds: [1],
    computerIds: [2],
  });
  expect(counts).toEqual({
    selected: 1,
    nodes: 3,
    links: 2,
    computers: 2,
    users: 3,
    groups: 1,
    comments: 1,
    logs: 2,
    files: 3,
  });
  expect(repositoryBytes).toBe(1 + 2 + 3);
});

test("everything counts every row", async () => {
  const { counts } = await closureOf(makeArchive(CHAIN), { all: true });
  expect(counts).toEqual({
    selected: 4,
    nodes: 4,
    links: 3,
    computers: 3,
    users: 4,
    groups: 2,
    comments: 2,
    logs: 3,
    files: 4,
  });
});

test("a rule's effect: nodes it brought in, and files that nothing before it has", async () => {
  const { effects } = await closureOf(makeArchive(CHAIN), { nodeIds: [3] });
  const effectOf = (name: string) => effects.find(({ rule }) => rule === name);
  expect(effects.length).toBe(12);
  expect(effectOf("create_backward")).toEqual({
    rule: "create_backward",
    on: true,
    toggleable: true,
    nodes: 1,
    bytes: 2,
  });
  // 1 brings "a", which is counted with the rule that stands first in the order.
  expect(effectOf("input_calc_backward")).toMatchObject({ on: true, toggleable: false, nodes: 1, bytes: 1 });
  // Off: would bring node 4, of whose files "bb" is in already.
  expect(effectOf("input_calc_forward")).toMatchObject({ on: false, nodes: 1, bytes: 4 });
  expect(effectOf("return_backward")).toMatchObject({ on: false, nodes: 0, bytes: 0 });
});

test("a file that the source does not hold counts as a file of no bytes", async () => {
  const source = makeArchive({ nodes: [{ repositoryMetadata: { o: { f: { k: "0".repeat(64) } } } }] });
  const { counts, repositoryBytes } = await closureOf(source, { all: true });
  expect([counts.files, repositoryBytes]).toEqual([1, 0]);
});

describe("sealing", () => {
  test("only `true` is sealed, and only of processes", async () => {
    const attributes = ['{"sealed": true}', '{"sealed": 1}', '{"a": {"sealed": true}}', "not JSON", null];
    const deep = `{"deep": ${"[".repeat(3000)}${"]".repeat(3000)}, "sealed": true}`;
    const source = makeArchive({
      nodes: [
        ...[...attributes, deep].map((text) => ({
          type: "process.workflow.WorkflowNode.",
          attributes: text,
        })),
        { type: "data.core.dict.Dict.", attributes: "{}" },
      ],
    });
    expect([...(await createProvenance(source).isUnsealed(UNWATCHED))]).toEqual([0, 1, 1, 1, 1, 0, 0]);
  });
});

const anyLinks = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 7 }),
    fc.constantFrom("input_calc", "input_work", "create", "return", "call_calc", "call_work", "strange"),
    fc.constantFrom("a", "b"),
  ),
  { maxLength: 16 },
);
const someFiles = fc.array(fc.constantFrom("a", "bb", "ccc", "dddd", "eeeee"), { maxLength: 3 });

test("effects add up: rules that are on to the whole, a switch that is off to the difference", () =>
  fc.assert(
    fc.asyncProperty(
      anyLinks,
      fc.array(someFiles, { minLength: 7, maxLength: 7 }),
      fc.subarray([1, 2, 3, 4, 5, 6, 7]),
      fc.subarray([...TOGGLEABLE_RULES]),
      async (links: TestLink[], files, nodeIds, switchedOn) => {
        const nodes = files.map((names) => ({
          files: Object.fromEntries(names.map((name) => [name, name])),
        }));
        const source = makeArchive({ nodes, links });
        const switches = Object.fromEntries(
          TOGGLEABLE_RULES.map((rule) => [rule, switchedOn.includes(rule)]),
        );
        const whole = await closureOf(source, { nodeIds }, switches);
        const on = whole.effects.filter((effect) => effect.on);
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(on.map((effect) => effect.nodes))).toBe(whole.counts.nodes - whole.counts.selected);
        const chosenNames = new Set(nodeIds.flatMap((id) => files[id - 1]!));
        const chosenBytes = sum([...chosenNames].map((name) => name.length));
        expect(chosenBytes + sum(on.map((effect) => effect.bytes))).toBe(whole.repositoryBytes);
        for (const effect of whole.effects.filter((candidate) => !candidate.on)) {
          const more = await closureOf(source, { nodeIds }, { ...switches, [effect.rule]: true });
          expect([effect.nodes, effect.bytes]).toEqual([
            more.counts.nodes - whole.counts.nodes,
            more.repositoryBytes - whole.repositoryBytes,
          ]);
        }
        source.close();
      },
    ),
    { numRuns: 60 },
  ));
