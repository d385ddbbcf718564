import { expect, test } from "vitest";
import { exportRules } from "../../shared/graph/traversal-rules.ts";
import { makeArchive } from "../db/testing/make-archive.ts";
import { decodeIndex, encodeIndex } from "../db/index-format.ts";
import { type Closure, closeSelection } from "../provenance/closure.ts";
import { createProvenance, UNWATCHED } from "../provenance/provenance.ts";
import { linksOfClosure } from "./plan-links.ts";
import { select } from "./testing/export-request.ts";

/** A closure whose graph was read from beside the database: all of its columns are views of one buffer. */
async function keptClosure(): Promise<Closure> {
  const source = makeArchive({
    nodes: [{}, { type: "process.calculation.calcfunction.CalcFunctionNode." }, {}],
    links: [
      [1, 2, "input_calc", "x"],
      [2, 3, "create", "y"],
    ],
  });
  const closure = await closeSelection(createProvenance(source), select("all"), {}, UNWATCHED);
  const joined = Buffer.concat(encodeIndex(closure.loaded));
  const bytes = Buffer.allocUnsafeSlow(joined.length);
  joined.copy(bytes);
  return { ...closure, rules: exportRules({}), loaded: decodeIndex(bytes) as Closure["loaded"] };
}

test("links that stand alone are the same, and hold nothing else of what they were read with", async () => {
  const closure = await keptClosure();
  const alone = linksOfClosure(closure, true);
  const shared = linksOfClosure(closure, false);
  expect(alone).toEqual(shared);
  expect(shared.linkSources.buffer).toBe(closure.loaded.graph.outgoing.links.buffer);
  for (const column of ["nodeIds", "linkSources", "linkTargets", "linkTypes", "linkLabels"] as const) {
    expect(alone[column].buffer.byteLength).toBe(alone[column].byteLength);
  }
});
