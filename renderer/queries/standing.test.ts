import fc from "fast-check";
import { expect, test } from "vitest";
import type { TraversalRule } from "../../shared/graph/traversal-rules.ts";
import { TRAVERSAL_RULES } from "../../shared/graph/traversal-rules.ts";
import type { Closure } from "./basket.ts";
import { addedBy, standingOf } from "./standing.ts";

/** Nodes with what became of them: chosen, added by a rule, or left out. */
const fates = fc.uniqueArray(
  fc.tuple(
    fc.nat(500),
    fc.oneof(fc.constant("chosen"), fc.constant("left-out"), fc.constantFrom(...TRAVERSAL_RULES)),
  ),
  { selector: ([nodeId]) => nodeId, maxLength: 60 },
);

function closureOf(nodes: [number, string][]): Closure {
  const sorted = nodes.toSorted(([a], [b]) => a - b);
  const added = sorted.filter(([, fate]) => fate !== "chosen" && fate !== "left-out");
  return {
    selectedIds: Int32Array.from(sorted.filter(([, fate]) => fate === "chosen").map(([id]) => id)),
    addedIds: Int32Array.from(added.map(([id]) => id)),
    addedBy: Uint8Array.from(added.map(([, fate]) => TRAVERSAL_RULES.indexOf(fate as TraversalRule))),
  } as Closure; // the two functions read no other part
}

test("each node stands as the closure says", () =>
  fc.assert(
    fc.property(fates, (nodes) => {
      const closure = closureOf(nodes);
      for (const [nodeId, fate] of nodes) {
        const standing = standingOf(closure, nodeId);
        expect(standing.kind === "added" ? standing.rule : standing.kind).toBe(fate);
      }
    }),
  ));

test("the lists of the rules together hold each added node once", () =>
  fc.assert(
    fc.property(fates, (nodes) => {
      const closure = closureOf(nodes);
      const listed = TRAVERSAL_RULES.flatMap((rule) => [...addedBy(closure, rule)]);
      expect(listed.sort((a, b) => a - b)).toStrictEqual([...closure.addedIds]);
    }),
  ));
