import { describe, expect, test } from "vitest";
import { LEGACY_VERSIONS } from "../../archive/metadata.ts";
import { isBefore, isLegacyVersion } from "../legacy-version.ts";
import { processTypeOfJob } from "./calculation-plugins.ts";
import { coreNodeType, coreProcessType, coreScheduler, coreTransport } from "./core-prefix.ts";
import { entityOf } from "./entity-names.ts";
import { groupType } from "./group-types.ts";
import { renameNode } from "./node-types.ts";

test("versions are no decimal numbers", () => {
  expect(isBefore("0.9", "0.10")).toBe(true);
  expect(isBefore("0.10", "0.9")).toBe(false);
  const older = LEGACY_VERSIONS.filter(isLegacyVersion).filter((version) => isBefore(version, "0.4"));
  expect(older).toEqual(["0.1", "0.2", "0.3"]);
});

test("entities by the names of each version", () => {
  expect(entityOf("aiida.djsite.db.models.DbNode", "0.1")).toBe("Node");
  expect(entityOf("aiida.backends.djsite.db.models.DbComputer", "0.1")).toBe("Computer");
  expect(entityOf("aiida.backends.djsite.db.models.DbUser", "0.2")).toBe("User");
  expect(entityOf("aiida.djsite.db.models.DbNode", "0.2")).toBeNull();
  expect(entityOf("aiida.backends.djsite.db.models.DbNode", "0.3")).toBeNull();
  expect(entityOf("Log", "0.13")).toBe("Log");
  expect(entityOf("Link", "0.3")).toBeNull();
});

describe("renameNode", () => {
  const named = (type: string, hasFunctionName = false) =>
    Object.values(renameNode(type, undefined, hasFunctionName));
  const JOB = "process.calculation.calcjob.CalcJobNode.";
  test("data", () => {
    expect(named("data.base.Float.")).toEqual(["data.float.Float.", ""]);
    expect(named("data.parameter.ParameterData.")).toEqual(["data.dict.Dict.", ""]);
    expect(named("node.data.parameter.ParameterData.")).toEqual(["data.dict.Dict.", ""]);
    expect(named("node.data.base.Float.")).toEqual(["data.base.Float.", ""]);
    expect(named("code.Code.")).toEqual(["data.code.Code.", ""]);
    expect(named("data.upf.UpfData.")).toEqual(["data.upf.UpfData.", ""]);
    expect(renameNode("data.Data.", null, false).processType).toBeNull();
    expect(renameNode("data.Data.", "a.b", false).processType).toBe("a.b");
  });
  test("processes", () => {
    expect(named("calculation.inline.InlineCalculation.")[0]).toBe(
      "process.calculation.calcfunction.CalcFunctionNode.",
    );
    expect(named("calculation.function.FunctionCalculation.")[0]).toBe(
      "process.workflow.workfunction.WorkFunctionNode.",
    );
    for (const type of ["calculation.work.WorkCalculation.", "calculation.process.ProcessCalculation."]) {
      expect(named(type)[0]).toBe("process.workflow.workchain.WorkChainNode.");
      expect(named(type, true)[0]).toBe("process.workflow.workfunction.WorkFunctionNode.");
    }
    expect(named("calculation.job.JobCalculation.")).toEqual([JOB, ""]);
    expect(named("calculation.job.simpleplugins.arithmetic.add.ArithmeticAddCalculation.")).toEqual([
      JOB,
      "aiida.calculations:arithmetic.add",
    ]);
    expect(named("calculation.job.simpleplugins.other.OtherCalculation.")).toEqual([
      JOB,
      "simpleplugins.other.OtherCalculation",
    ]);
    expect(named("calculation.Calculation.")).toEqual(["calculation.Calculation.", ""]);
  });
});

test("process types of jobs", () => {
  expect(processTypeOfJob("calculation.job.quantumespresso.pw.PwCalculation.")).toBe(
    "aiida.calculations:quantumespresso.pw",
  );
  expect(processTypeOfJob("calculation.job.cp2k.Cp2kCalculation.")).toBe("aiida.calculations:cp2k");
  expect(processTypeOfJob("calculation.job.my.plugin.MyCalculation.")).toBe("my.plugin.MyCalculation");
});

test("group types, through both renamings", () => {
  const types = ["", "data.upf.family", "aiida.import", "autogroup.run", "user", "mine"];
  expect(types.map((type) => groupType(type, "0.3"))).toEqual([
    "core",
    "core.upf",
    "core.import",
    "core.auto",
    "core",
    "mine",
  ]);
  expect(types.map((type) => groupType(type, "0.8"))).toEqual([
    "",
    "data.upf.family",
    "aiida.import",
    "autogroup.run",
    "core",
    "mine",
  ]);
  expect(groupType("user", "0.9")).toBe("user");
});

test("the prefix of what comes with AiiDA", () => {
  expect(coreNodeType("data.array.bands.BandsData.", "0.11")).toBe("data.core.array.bands.BandsData.");
  expect(coreNodeType("data.array.bands.BandsData.", "0.12")).toBe("data.array.bands.BandsData.");
  expect(coreNodeType("data.pseudo.upf.UpfData.", "0.4")).toBe("data.pseudo.upf.UpfData.");
  expect(coreProcessType("aiida.workflows:arithmetic.multiply_add", "0.11")).toBe(
    "aiida.workflows:core.arithmetic.multiply_add",
  );
  expect(coreProcessType("aiida.calculations:quantumespresso.pw", "0.11")).toBe(
    "aiida.calculations:quantumespresso.pw",
  );
  expect(coreProcessType(null, "0.11")).toBeNull();
  expect(coreScheduler("pbspro", "0.11")).toBe("core.pbspro");
  expect(coreScheduler("pbspro", "0.12")).toBe("pbspro");
  expect(coreTransport("ssh", "0.12")).toBe("core.ssh");
  expect(coreTransport("local", "0.13")).toBe("local");
  expect(coreTransport("my.own", "0.4")).toBe("my.own");
});
