import { describe, expect, test } from "vitest";
import { ObjectText } from "../../../shared/json/object-text.ts";
import type { LegacyVersion } from "../legacy-version.ts";
import { convertCodeAttributes, convertProcessAttributes, OLD_ATTRIBUTES } from "./process-attributes.ts";

const JOB = "process.calculation.calcjob.CalcJobNode.";
const CHAIN = "process.workflow.workchain.WorkChainNode.";

function converted(attributes: object, version: LegacyVersion, nodeType = JOB) {
  const object = ObjectText.parse(JSON.stringify(attributes), OLD_ATTRIBUTES)!;
  const active = convertProcessAttributes(object, nodeType, version);
  return { active, attributes: JSON.parse(object.toString()) as Record<string, unknown> };
}

describe("states of calculation jobs before 0.6", () => {
  const killed = ["NEW", "TOSUBMIT", "SUBMITTING", "WITHSCHEDULER", "COMPUTED", "RETRIEVING", "PARSING"];
  const excepted = ["SUBMISSIONFAILED", "RETRIEVALFAILED", "PARSINGFAILED"];
  const label = { process_label: "Legacy JobCalculation", sealed: true };
  for (const [process_state, states] of Object.entries({ killed, excepted })) {
    test.each(states)(`%s is ${process_state}`, (state) => {
      const process_status = `Legacy \`JobCalculation\` with state \`${state}\``;
      expect(converted({ state, a: 1 }, "0.5").attributes).toEqual({
        a: 1,
        process_state,
        process_status,
        ...label,
      });
    });
  }
  test("finished ones get an exit status", () => {
    expect(converted({ state: "FINISHED" }, "0.5").attributes).toEqual({
      process_state: "finished",
      exit_status: 0,
      ...label,
    });
    expect(converted({ state: "FAILED", exit_status: 7 }, "0.4").attributes).toEqual({
      process_state: "finished",
      exit_status: 2,
      ...label,
    });
  });
  test("others stay, and so do those of other processes and later versions", () => {
    for (const state of ["IMPORTED", "finished", null, 5]) {
      expect(converted({ state }, "0.5").attributes).toEqual({ state, sealed: true });
    }
    expect(converted({ state: "FINISHED" }, "0.5", CHAIN).attributes).toEqual({
      state: "FINISHED",
      sealed: true,
    });
    expect(converted({ state: "FINISHED" }, "0.6").attributes).toEqual({ state: "FINISHED", sealed: true });
  });
});

describe("sealing before 0.7", () => {
  test("seals what has ended and drops the old marks", () => {
    const attributes = {
      _sealed: true,
      _finished: 1,
      _failed: 0,
      _aborted: null,
      _do_abort: false,
      sealed: false,
      a: 1.5,
    };
    expect(converted(attributes, "0.6", CHAIN)).toEqual({
      active: null,
      attributes: { sealed: true, a: 1.5 },
    });
    expect(converted({ process_state: "finished" }, "0.6").attributes).toEqual({
      process_state: "finished",
      sealed: true,
    });
  });
  test.each(["created", "running", "waiting"])("tells of one that is %s", (process_state) => {
    expect(converted({ process_state, _sealed: true }, "0.6")).toEqual({
      active: process_state,
      attributes: { process_state, _sealed: true },
    });
  });
  test("does nothing later", () => {
    expect(converted({ _sealed: true, process_state: "running" }, "0.7")).toEqual({
      active: null,
      attributes: { _sealed: true, process_state: "running" },
    });
  });
});

test("options before 0.4", () => {
  const attributes = {
    custom_environment_variables: {},
    jobresource_params: [1],
    parser: "x",
    _process_label: "L",
    parser_name: "old",
  };
  expect(converted(attributes, "0.3").attributes).toEqual({
    environment_variables: {},
    resources: [1],
    parser_name: "x",
    process_label: "L",
    sealed: true,
  });
  expect(converted(attributes, "0.3", CHAIN).attributes).toEqual({
    custom_environment_variables: {},
    jobresource_params: [1],
    parser: "x",
    parser_name: "old",
    process_label: "L",
    sealed: true,
  });
});

test("plugins of codes before 0.4", () => {
  const plugin = (name: string | null) => {
    const object = ObjectText.parse(JSON.stringify({ input_plugin: name }), OLD_ATTRIBUTES)!;
    convertCodeAttributes(object);
    return (JSON.parse(object.toString()) as { input_plugin: unknown }).input_plugin;
  };
  expect(plugin("simpleplugins.arithmetic.add")).toBe("arithmetic.add");
  expect(plugin("simpleplugins.templatereplacer")).toBe("templatereplacer");
  expect(plugin("quantumespresso.pw")).toBe("quantumespresso.pw");
  expect(plugin(null)).toBeNull();
});
