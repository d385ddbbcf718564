import { isBefore, type LegacyVersion } from "../legacy-version.ts";

/** Plugins that come with AiiDA, which 0.11 to 0.12 and 0.12 to 0.13 call `core.…` (`v11_to_v12.py`, `v12_to_v13.py`). */
const DATA = new Set([
  "data.array.ArrayData.",
  "data.array.bands.BandsData.",
  "data.array.kpoints.KpointsData.",
  "data.array.projection.ProjectionData.",
  "data.array.trajectory.TrajectoryData.",
  "data.array.xy.XyData.",
  "data.base.BaseData.",
  "data.bool.Bool.",
  "data.cif.CifData.",
  "data.code.Code.",
  "data.dict.Dict.",
  "data.float.Float.",
  "data.folder.FolderData.",
  "data.int.Int.",
  "data.list.List.",
  "data.numeric.NumericData.",
  "data.orbital.OrbitalData.",
  "data.remote.RemoteData.",
  "data.remote.stash.RemoteStashData.",
  "data.remote.stash.folder.RemoteStashFolderData.",
  "data.singlefile.SinglefileData.",
  "data.str.Str.",
  "data.structure.StructureData.",
  "data.upf.UpfData.",
]);
const PROCESSES = new Set([
  "aiida.calculations:arithmetic.add",
  "aiida.calculations:templatereplacer",
  "aiida.workflows:arithmetic.add_multiply",
  "aiida.workflows:arithmetic.multiply_add",
]);
const SCHEDULERS = new Set(["direct", "lsf", "pbspro", "sge", "slurm", "torque"]);
const TRANSPORTS = new Set(["local", "ssh"]);

/** A node's type with the prefix. */
export function coreNodeType(nodeType: string, version: LegacyVersion): string {
  return isBefore(version, "0.12") && DATA.has(nodeType)
    ? `data.core.${nodeType.slice("data.".length)}`
    : nodeType;
}

/**
 * A node's process type with the prefix. The attribute `parser_name` and a code's `input_plugin` keep their old names,
 * because AiiDA's step does not reach them (it looks for attributes where there are none).
 */
export function coreProcessType(processType: string | null, version: LegacyVersion): string | null {
  return processType !== null && isBefore(version, "0.12") && PROCESSES.has(processType)
    ? processType.replace(":", ":core.")
    : processType;
}

/** A computer's scheduler with the prefix. */
export function coreScheduler(scheduler: string, version: LegacyVersion): string {
  return isBefore(version, "0.12") && SCHEDULERS.has(scheduler) ? `core.${scheduler}` : scheduler;
}

/** A computer's transport with the prefix. */
export function coreTransport(transport: string, version: LegacyVersion): string {
  return isBefore(version, "0.13") && TRANSPORTS.has(transport) ? `core.${transport}` : transport;
}
