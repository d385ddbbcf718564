import { processTypeOfJob } from "./calculation-plugins.ts";

/** What a node of version 0.3 or older is called today, before the prefix `core.` of 0.12. */
export interface RenamedNode {
  nodeType: string;
  processType: string | null;
}

const JOB = "calculation.job.";
const SIMPLE_PLUGINS = "calculation.job.simpleplugins.";
const BASE_TYPES = "data.base.";

/**
 * 0.3 to 0.4, the part that names nodes (AiiDA 1.6's `v03_to_v04.py`): data types of their own for numbers and texts,
 * codes among the data, calculations and workflows as processes. Unknown types stay.
 * @param processType What the file says, undefined where it has none (alpha versions of AiiDA 1.0 had one).
 * @param hasFunctionName True if the attribute `function_name` is there and not null.
 */
export function renameNode(
  type: string,
  processType: string | null | undefined,
  hasFunctionName: boolean,
): RenamedNode {
  if (type.startsWith(JOB)) {
    return {
      nodeType: "process.calculation.calcjob.CalcJobNode.",
      processType: processTypeOfJob(known(type)),
    };
  }
  return {
    nodeType: nodeTypeOf(type, hasFunctionName),
    processType: processType === undefined ? "" : processType,
  };
}

function nodeTypeOf(type: string, hasFunctionName: boolean): string {
  switch (type) {
    case "code.Code.":
      return "data.code.Code.";
    case "data.parameter.ParameterData.":
      return "data.dict.Dict.";
    case "calculation.inline.InlineCalculation.":
      return "process.calculation.calcfunction.CalcFunctionNode.";
    case "calculation.function.FunctionCalculation.":
      return "process.workflow.workfunction.WorkFunctionNode.";
    case "calculation.process.ProcessCalculation.":
    case "calculation.work.WorkCalculation.":
      return hasFunctionName
        ? "process.workflow.workfunction.WorkFunctionNode."
        : "process.workflow.workchain.WorkChainNode.";
  }
  // As alpha versions of AiiDA 1.0 wrote them; of these AiiDA renames no more than the dictionaries.
  if (type === "node.data.parameter.ParameterData.") return "data.dict.Dict.";
  if (type.startsWith("node.data.") || type.startsWith("node.process.")) return type.slice("node.".length);
  if (!type.startsWith(BASE_TYPES)) return type;
  const name = type.slice(BASE_TYPES.length);
  return `data.${name.toLowerCase()}${name}`;
}

/** The two calculations of AiiDA itself lost a part of their names. */
function known(type: string): string {
  switch (type) {
    case `${SIMPLE_PLUGINS}arithmetic.add.ArithmeticAddCalculation.`:
    case `${SIMPLE_PLUGINS}templatereplacer.TemplatereplacerCalculation.`:
      return JOB + type.slice(SIMPLE_PLUGINS.length);
    default:
      return type;
  }
}
