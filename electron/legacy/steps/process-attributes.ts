import { asciiString, type ObjectText } from "../../../shared/json/object-text.ts";
import { isBefore, type LegacyVersion } from "../legacy-version.ts";

const CALC_JOB = "process.calculation.calcjob.CalcJobNode.";

/** Options of calculation jobs that 0.3 to 0.4 renamed (AiiDA 1.6's `v03_to_v04.py`), in the order of its table. */
const OPTIONS: Readonly<Record<string, string>> = {
  custom_environment_variables: "environment_variables",
  jobresource_params: "resources",
  parser: "parser_name",
};

/** What the state of an old calculation job says in today's words (`psql_dos/migrations/utils/calc_state.py`). */
const STATES: Readonly<Record<string, { process: string; exit?: number }>> = {
  NEW: { process: "killed" },
  TOSUBMIT: { process: "killed" },
  SUBMITTING: { process: "killed" },
  WITHSCHEDULER: { process: "killed" },
  COMPUTED: { process: "killed" },
  RETRIEVING: { process: "killed" },
  PARSING: { process: "killed" },
  SUBMISSIONFAILED: { process: "excepted" },
  RETRIEVALFAILED: { process: "excepted" },
  PARSINGFAILED: { process: "excepted" },
  FAILED: { process: "finished", exit: 2 },
  FINISHED: { process: "finished", exit: 0 },
};

const ACTIVE_STATES = ["created", "running", "waiting"];
const DROPPED = ["_sealed", "_finished", "_failed", "_aborted", "_do_abort"];

/** The attributes that the functions below read or change. */
export const OLD_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...Object.entries(OPTIONS).flat(),
  ...DROPPED,
  "_process_label",
  "process_label",
  "state",
  "process_state",
  "process_status",
  "exit_status",
  "sealed",
  "input_plugin",
]);

/** True if nodes of this type have attributes that later versions write otherwise. */
export function hasOldProcessAttributes(nodeType: string, version: LegacyVersion): boolean {
  return isBefore(version, "0.7") && nodeType.startsWith("process.");
}

/**
 * Bring the attributes of a process to 0.7: names of options (before 0.4), states of calculation jobs (before 0.6),
 * sealing (before 0.7).
 * @param nodeType Of today, before the prefix `core.`.
 * @returns The state of a process that was still active, which no archive may hold; else null. It is then not sealed.
 */
export function convertProcessAttributes(
  attributes: ObjectText,
  nodeType: string,
  version: LegacyVersion,
): string | null {
  if (isBefore(version, "0.4")) renameOptions(attributes, nodeType);
  if (isBefore(version, "0.6") && nodeType === CALC_JOB) replaceState(attributes);
  return isBefore(version, "0.7") ? seal(attributes) : null;
}

function renameOptions(attributes: ObjectText, nodeType: string): void {
  if (nodeType === CALC_JOB) {
    for (const [from, to] of Object.entries(OPTIONS)) attributes.rename(from, to);
  }
  attributes.rename("_process_label", "process_label");
}

/** 0.5 to 0.6 (`v05_to_v06.py`). */
function replaceState(attributes: ObjectText): void {
  const state = attributes.getString("state");
  if (state === undefined || !Object.hasOwn(STATES, state)) return;
  const { process, exit } = STATES[state]!;
  attributes.remove("state");
  if (exit !== undefined) attributes.set("exit_status", String(exit));
  attributes.set("process_state", asciiString(process));
  if (exit === undefined) {
    attributes.set("process_status", asciiString(`Legacy \`JobCalculation\` with state \`${state}\``));
  }
  attributes.set("process_label", asciiString("Legacy JobCalculation"));
}

/** 0.6 to 0.7 (`v06_to_v07.py`). */
function seal(attributes: ObjectText): string | null {
  const state = attributes.getString("process_state");
  if (state !== undefined && ACTIVE_STATES.includes(state)) return state;
  attributes.set("sealed", "true");
  for (const key of DROPPED) attributes.remove(key);
  return null;
}

/** Plugins whose name lost its beginning with 0.4; a code names the one it is for. */
const PLUGINS: Readonly<Record<string, string>> = {
  "simpleplugins.arithmetic.add": "arithmetic.add",
  "simpleplugins.templatereplacer": "templatereplacer",
};

/** 0.3 to 0.4: the plugin of a code. */
export function convertCodeAttributes(attributes: ObjectText): void {
  const plugin = attributes.getString("input_plugin");
  if (plugin !== undefined && Object.hasOwn(PLUGINS, plugin)) {
    attributes.set("input_plugin", asciiString(PLUGINS[plugin]!));
  }
}
