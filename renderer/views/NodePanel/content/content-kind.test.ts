import { expect, test } from "vitest";
import { contentKind, dtypeName, fixed, formulaParts, mergeEqual } from "./content-kind.ts";

test("finds the viewer of types of AiiDA 1 and 2, and of plugins", () => {
  const kinds = [
    ["data.core.structure.StructureData.", "structure"],
    ["data.structure.StructureData.", "structure"],
    ["data.core.array.bands.BandsData.", "arrays"],
    ["data.array.trajectory.TrajectoryData.", "arrays"],
    ["data.core.array.kpoints.KpointsData.", "kpoints"],
    ["data.core.int.Int.", "value"],
    ["data.core.remote.stash.folder.RemoteStashFolderData.", "remote"],
    ["data.core.code.installed.InstalledCode.", "code"],
    ["data.code.Code.", "code"],
    ["data.pseudo.upf.UpfData.", "files"],
    ["data.core.folder.FolderData.", "files"],
    ["process.calculation.calcjob.CalcJobNode.", "process"],
    ["data.core.dict.Dict.", "attributes"],
    ["data.plugin.unheard.Of.", "attributes"],
    ["", "attributes"],
  ] as const;
  for (const [type, kind] of kinds) expect(contentKind(type), type).toBe(kind);
});

test("names array types as NumPy does", () => {
  const names = ["<f8", ">i4", "|u1", "<c16", "|b1", "<U2", "|O", "<M8[ns]"].map(dtypeName);
  expect(names).toEqual(["float64", "int32", "uint8", "complex128", "bool", "text 2", "|O", "<M8[ns]"]);
});

test("splits formulas at their digits", () => {
  expect(formulaParts("Si2O4")).toEqual(["Si", "2", "O", "4", ""]);
  expect(formulaParts("BaTiO3")).toEqual(["BaTiO", "3", ""]);
  expect(formulaParts("")).toEqual([""]);
});

test("writes equal lengths under one name", () => {
  expect(mergeEqual(["a", "b", "c"], [3.86721, 3.86722, 5], 4)).toEqual([
    ["a = b", "3.8672"],
    ["c", "5.0000"],
  ]);
  expect(fixed(-1e-17, 3)).toBe("0.000");
});
