import { describe, expect, test } from "vitest";
import { convertLink, inferLinkType } from "./link-types.ts";

const JOB = "calculation.job.quantumespresso.pw.PwCalculation.";
const INLINE = "calculation.inline.InlineCalculation.";
const WORK = "calculation.work.WorkCalculation.";
const FUNCTION = "calculation.function.FunctionCalculation.";

describe("links before 0.3 get their type from their ends", () => {
  const table: [oldSource: string, oldTarget: string, type: string][] = [
    ["code.Code.", JOB, "inputlink"],
    ["data.base.Int.", INLINE, "inputlink"],
    ["data.base.Int.", WORK, "inputlink"],
    [JOB, "data.array.ArrayData.", "createlink"],
    [INLINE, "data.Data.", "createlink"],
    [WORK, "data.Data.", "returnlink"],
    [WORK, JOB, "calllink"],
    [WORK, WORK, "calllink"],
    [FUNCTION, "data.Data.", "unspecified"],
    ["data.Data.", "data.Data.", "unspecified"],
    [JOB, "code.Code.", "unspecified"],
    ["", JOB, "unspecified"],
  ];
  for (const [oldSource, oldTarget, type] of table) {
    test(`${oldSource} → ${oldTarget}: ${type}`, () => {
      expect(inferLinkType({ oldSource, oldTarget, newTarget: "" })).toBe(type);
    });
  }
});

test("links before 0.4 are named by the class of their target", () => {
  const named = (type: string, newTarget: string) =>
    convertLink({ type, label: "x" }, { oldSource: "data.Data.", oldTarget: "", newTarget }, "0.3")?.type;
  const calculation = "process.calculation.calcjob.CalcJobNode.";
  const workflow = "process.workflow.workchain.WorkChainNode.";
  expect(named("createlink", "data.Data.")).toBe("create");
  expect(named("returnlink", "data.Data.")).toBe("return");
  expect(named("inputlink", calculation)).toBe("input_calc");
  expect(named("inputlink", workflow)).toBe("input_work");
  expect(named("calllink", calculation)).toBe("call_calc");
  expect(named("calllink", workflow)).toBe("call_work");
  expect(named("inputlink", "data.Data.")).toBe("inputlink");
  expect(named("unspecified", calculation)).toBe("unspecified");
});

test("links that 0.4 forbids go", () => {
  const kept = (type: string, oldSource: string) =>
    convertLink({ type, label: "x" }, { oldSource, oldTarget: "", newTarget: "data.Data." }, "0.3") !== null;
  for (const source of [JOB, INLINE]) {
    expect([kept("calllink", source), kept("returnlink", source), kept("createlink", source)]).toEqual([
      false,
      false,
      true,
    ]);
  }
  for (const source of [WORK, FUNCTION]) {
    expect([kept("calllink", source), kept("returnlink", source), kept("createlink", source)]).toEqual([
      true,
      true,
      false,
    ]);
  }
});

test("0.8 calls the default output result", () => {
  expect(convertLink({ type: "return", label: "_return" }, null, "0.7")).toEqual({
    type: "return",
    label: "result",
  });
  expect(convertLink({ type: "return", label: "_return" }, null, "0.8")).toEqual({
    type: "return",
    label: "_return",
  });
});
