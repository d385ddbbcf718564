import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeFace, shorten } from "./node-face.ts";
import { makeLinks, makeNode } from "./testing/make-drawing.ts";

const measure = (text: string) => text.length * 6;
const face = (...[node, links = []]: [ReturnType<typeof makeNode>, ReturnType<typeof makeLinks>?]) =>
  nodeFace(node, links, measure);

test("a process shows its process label and its label, else what kind it is", () => {
  const relax = makeNode(1, "workflow", { processLabel: "PwRelaxWorkChain", label: "variable cell" });
  expect(face(relax)).toMatchObject({
    title: "PwRelaxWorkChain",
    subtitle: "variable cell",
    family: "workflow",
  });
  expect(face({ ...relax, label: "" }).subtitle).toBe("work chain");
  expect(face({ ...relax, label: "  " }).subtitle).toBe("work chain");
});

test("data show label and class; without a label, what they are to their process", () => {
  expect(face(makeNode(1, "data", { label: "results" }))).toMatchObject({
    title: "results",
    subtitle: "Dict",
  });
  const links = makeLinks([
    [1, "input_work", 2],
    [3, "create", 1],
  ]).map((link) => ({
    ...link,
    label: link.linkType === "create" ? "output_parameters" : "base__pw__settings",
  }));
  expect(face(makeNode(1, "data"), links)).toMatchObject({ title: "Dict", subtitle: "output_parameters" });
  expect(face(makeNode(1, "data"), links.slice(0, 1)).subtitle).toBe("settings");
  expect(face(makeNode(1, "data"))).toMatchObject({ subtitle: "", height: 30 });
  expect(face(makeNode(1, "data", { label: "   " }))).toMatchObject({ title: "Dict", subtitle: "" });
});

test("the sign of a process is never colour alone", () => {
  const process = (processState: string | null, exitStatus: number | null) =>
    face(makeNode(1, "calculation", { processState, exitStatus })).sign;
  expect(process("finished", 0)).toEqual({ kind: "ok" });
  expect(process("finished", 410)).toEqual({ kind: "failed", text: "410" });
  expect(process("excepted", null)).toEqual({ kind: "failed", text: "excepted" });
  expect(process("killed", null)).toEqual({ kind: "failed", text: "killed" });
  expect(process("running", null)).toEqual({ kind: "open", text: "running" });
  expect(process(null, null)).toEqual({ kind: "open", text: "unknown" });
  expect(process("finished", null)).toEqual({ kind: "open", text: "no exit" });
  expect(face(makeNode(1, "data", { exitStatus: 0 })).sign).toBeNull();
});

test("a state that AiiDA does not know is cut as other texts are", () => {
  const hostile = makeNode(1, "calculation", { processState: "\u202e".repeat(100_000), exitStatus: null });
  expect(face(hostile).width).toBeLessThan(400);
  expect(face(hostile).sign).toMatchObject({ kind: "open", text: expect.stringMatching(/^\\u202e.*…$/) });
});

test("any text is cut to its width, between whole characters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 600 }),
      fc.integer({ min: 12, max: 300 }),
      (text, width) => {
        const short = shorten(text, width, measure);
        expect(short === text || short.endsWith("…")).toBe(true);
        expect(short === "…" || measure(short) <= width).toBe(true);
        expect(text.startsWith(short.replace(/…$/, ""))).toBe(true);
      },
    ),
  );
});

test("a label of a megabyte is no wider than the others and costs no more", () => {
  const huge = face(makeNode(1, "data", { label: "x".repeat(1_000_000) }));
  expect(huge.width).toBeLessThan(220);
});
