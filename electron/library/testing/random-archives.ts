import fc from "fast-check";
import type { ArchiveContents, TestLink } from "../../db/testing/contents.ts";
import { testUuid } from "../../db/testing/contents.ts";

/**
 * Archives of one small world, so that they overlap: a workflow (7) that calls two calculations (5, 6), and what goes into
 * and comes out of those. Each archive has some of its nodes, and its own idea of extras, comments, groups and labels.
 *
 *     1, 2 ─→ 5 ─→ 8 ─→ 6 ─→ 9     7 calls 5 and 6, takes 1, returns 9; 3 and 4 stand alone
 */
const TYPES: Readonly<Record<number, string>> = {
  5: "process.calculation.calcfunction.CalcFunctionNode.",
  6: "process.calculation.calcfunction.CalcFunctionNode.",
  7: "process.workflow.workfunction.WorkFunctionNode.",
};
const LINKS: readonly TestLink[] = [
  [1, 5, "input_calc", "x"],
  [2, 5, "input_calc", "y"],
  [5, 8, "create", "result"],
  [8, 6, "input_calc", "x"],
  [6, 9, "create", "result"],
  [7, 5, "call_calc", "first"],
  [7, 6, "call_calc", "second"],
  [1, 7, "input_work", "x"],
  [7, 9, "return", "result"],
];

const NODES = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const time = (minute: number) => `2026-03-01 10:0${minute}:00.000000`;
const extras = fc.dictionary(fc.constantFrom("a", "b", "_aiida_hash"), fc.integer({ max: 2 }));

/** An archive of this world; every one of them can be imported after every other. */
export const anArchive: fc.Arbitrary<ArchiveContents> = fc
  .record({
    nodes: fc.subarray(NODES, { minLength: 1 }),
    extras: fc.array(extras, { minLength: 9, maxLength: 9 }),
    commented: fc.subarray(NODES),
    minute: fc.integer({ min: 0, max: 3 }),
    grouped: fc.array(fc.record({ uuid: fc.integer({ min: 1, max: 4 }), nodes: fc.subarray(NODES) }), {
      maxLength: 3,
    }),
    label: fc.constantFrom("one", "two"),
    computer: fc.integer({ min: 1, max: 2 }),
    users: fc.integer({ min: 1, max: 2 }),
  })
  .map((given) => {
    const isIn = (id: number) => given.nodes.includes(id);
    const groups = [...new Map(given.grouped.map((group) => [group.uuid, group])).values()];
    return {
      users: [{ email: "a@example.org" }, { email: "b@example.org" }].slice(0, given.users),
      computers: [{ uuid: testUuid("computer", given.computer), label: given.label }],
      nodes: given.nodes.map((id) => ({
        id,
        type: TYPES[id] ?? "data.core.dict.Dict.",
        attributes: id in TYPES ? { sealed: true } : { value: id },
        extras: given.extras[id - 1]!,
        files: { "a.txt": `contents ${id % 3}` },
        ctime: time(0),
        mtime: time(1),
        computer: id === 5 ? 1 : null,
        user: id === 3 ? given.users : 1,
      })),
      links: LINKS.filter(([source, target]) => isIn(source) && isIn(target)),
      groups: groups.map(({ uuid, nodes }, position) => ({
        uuid: testUuid("group", uuid),
        label: position === 0 ? given.label : `group ${uuid}`,
        nodes: nodes.filter(isIn),
        time: time(2),
      })),
      comments: given.commented.filter(isIn).map((node) => ({
        uuid: testUuid("comment", node),
        node,
        content: `at ${given.minute}`,
        ctime: time(0),
        mtime: time(given.minute),
      })),
      logs: given.nodes.slice(0, 2).map((node) => ({
        uuid: testUuid("log", node),
        node,
        message: "done",
        time: time(0),
      })),
    };
  });
