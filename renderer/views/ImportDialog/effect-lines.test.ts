import { expect, test } from "vitest";
import { effectLines } from "./effect-lines.ts";
import { type ComparedFile, DEFAULT_OPTIONS, type ImportOutcome } from "./import-calls.ts";

const none = {
  nodes: 0,
  links: 0,
  groups: 0,
  computers: 0,
  users: 0,
  comments: 0,
  logs: 0,
  authinfos: 0,
  files: 0,
};
const outcome: ImportOutcome = {
  new: none,
  existing: none,
  changed: { extras: 0, comments: 0 },
  relabelled: [],
  relabelledCount: 0,
  linksBetweenExisting: 0,
  bytes: 0,
  importGroup: null,
} as unknown as ImportOutcome; // further fields say nothing here
const keys = (nodes: number, count: number) => ({ nodes, keys: count });
const compared = (counts: Partial<ComparedFile["counts"]>): ComparedFile => ({
  groups: [],
  groupCount: 0,
  differences: [],
  total: 0,
  counts: {
    different: 0,
    nodes: 0,
    type: 0,
    label: 0,
    description: 0,
    attributes: 0,
    files: 0,
    extras: { nodes: 0, ownOnly: 0, come: keys(0, 0), change: keys(0, 0), go: keys(0, 0) },
    comments: { newer: 0, older: 0, different: 0 },
    computers: 0,
    groups: 0,
    ...counts,
  },
});

test("nothing is said of what does not happen", () => {
  expect(effectLines(outcome, compared({}), DEFAULT_OPTIONS)).toEqual([]);
  expect(effectLines(outcome, undefined, DEFAULT_OPTIONS)).toEqual([]);
});

test("what is copied, joined and changed is said with its numbers", () => {
  const busy = {
    ...outcome,
    new: { ...none, files: 2 },
    bytes: 1500,
    linksBetweenExisting: 1,
    changed: { extras: 2, comments: 0 },
  };
  const differing = compared({
    nodes: 3,
    label: 2,
    attributes: 1,
    extras: { nodes: 5, ownOnly: 3, come: keys(4, 6), change: keys(1, 1), go: keys(0, 0) },
    comments: { newer: 1, older: 0, different: 0 },
  });
  expect(effectLines(busy, differing, { ...DEFAULT_OPTIONS, existingExtras: "keep_existing" })).toEqual([
    "2 files will be copied: 1.5 kB.",
    "1 new link joins nodes that the library has already.",
    "Extras of 5 nodes differ: 6 keys only in the file, 1 key with another value. On 3 of them it is only what AiiDA keeps for itself (“_aiida_…”). 2 nodes will change.",
    "1 comment differs: 1 newer in the file. It stays as it is.",
    "3 nodes are not the same in the file: 2 in label, 1 in attributes. What the library has stays.",
  ]);
});
