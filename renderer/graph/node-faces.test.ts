import { expect, test } from "vitest";
import { NodeFaces } from "./node-faces.ts";
import { makeLinks, makeNode } from "./testing/make-drawing.ts";

const facesOf = () => new NodeFaces((text) => text.length * 6);

test("a node that was edited gets a new face; links that come do not change it", () => {
  const faces = facesOf();
  const node = makeNode(1, "data");
  faces.meet([node], []);
  const first = faces.of(node);
  faces.meet([{ ...node }], makeLinks([[1, "input_calc", 2]]));
  expect(faces.of(node)).toBe(first);

  expect(faces.meet([node], [])).toEqual([]);
  const edited = { ...node, label: "the best of all" };
  faces.meet([edited], []);
  expect(faces.of(edited)).toMatchObject({ title: "the best of all", subtitle: "Dict" });
});

test("another node under the id of one that was deleted is told", () => {
  const faces = facesOf();
  faces.meet([makeNode(1, "data"), makeNode(2, "data")], []);
  const other = { ...makeNode(2, "data"), uuid: "another" };
  expect(faces.meet([makeNode(1, "data"), other], [])).toEqual([2]);
  expect(faces.meet([other], [])).toEqual([]);
});

test("a face is cut to the box that there is", () => {
  const faces = facesOf();
  const node = makeNode(1, "data", { label: "the best of all" });
  faces.meet([node], []);
  const whole = faces.of(node);
  expect(faces.fitting(node, whole)).toBe(whole);
  const cut = faces.fitting(node, { width: whole.width - 40, height: 30 });
  expect(cut).toMatchObject({ subtitle: "", width: whole.width - 40, height: 30 });
  expect(cut.title).toMatch(/^the bes.*…$/);
  expect(cut.title.length * 6).toBeLessThanOrEqual("the best of all".length * 6 - 40);
});
