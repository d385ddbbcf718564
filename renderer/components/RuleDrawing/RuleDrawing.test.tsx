// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { TRAVERSAL_RULES } from "../../../shared/graph/traversal-rules.ts";
import { RuleDrawing } from "./RuleDrawing.tsx";

afterEach(cleanup);

/** What stands below "is in" and "comes along", left to right. */
function draw(rule: (typeof TRAVERSAL_RULES)[number]) {
  cleanup();
  const { container } = render(<RuleDrawing rule={rule} />);
  return [...container.querySelectorAll(".rule-node")].map((node) => ({
    kind: node.querySelector(".rule-kind")?.textContent,
    standing: node.querySelector(".rule-standing")?.textContent,
  }));
}

test("a link is drawn from source to target; forward starts at its source, backward at its target", () => {
  expect(draw("create_forward")).toEqual([
    { kind: "calculation", standing: "is in" },
    { kind: "data", standing: "comes along" },
  ]);
  expect(draw("create_backward")).toEqual([
    { kind: "calculation", standing: "comes along" },
    { kind: "data", standing: "is in" },
  ]);
});

test("both ends are of the kinds that the link type joins", () => {
  const kinds = (rule: Parameters<typeof draw>[0]) => draw(rule).map(({ kind }) => kind);
  expect(kinds("input_calc_forward")).toEqual(["data", "calculation"]);
  expect(kinds("input_work_forward")).toEqual(["data", "workflow"]);
  expect(kinds("return_forward")).toEqual(["workflow", "data"]);
  expect(kinds("call_calc_forward")).toEqual(["workflow", "calculation"]);
  expect(kinds("call_work_forward")).toEqual(["workflow", "workflow"]);
});

test("each drawing has a name, and says in words what it shows", () => {
  for (const rule of TRAVERSAL_RULES) {
    draw(rule);
    const drawing = screen.getByRole("img", { name: `Drawing of ${rule}` });
    const words = drawing.querySelector("desc")?.textContent ?? "";
    expect(words).toContain(rule.endsWith("_forward") ? "walks along the link" : "walks against the link");
  }
});
