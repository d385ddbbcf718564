import { createHash } from "node:crypto";
import type { TestLink, TestNode } from "../electron/db/testing/contents.ts";
import { writeArchive } from "../electron/db/testing/make-archive.ts";

const WORK_CHAIN = "process.workflow.workchain.WorkChainNode.";
const CALCULATION = "process.calculation.calcjob.CalcJobNode.";

/**
 * Write an archive of about `nodeCount` nodes that looks like a campaign: chains of work chains, each calling one
 * calculation that has input files, a retrieved folder and results; what a chain returns, the next one uses. Nine in
 * ten follow on the one before, so that walking back from the end of a chain is deep. The same count gives the same
 * archive.
 */
export function generateArchive(file: string, nodeCount: number): void {
  const nodes: TestNode[] = [];
  const links: TestLink[] = [];
  const add = (node: TestNode) => nodes.push({ ...node, uuid: uuidOf(nodes.length + 1), user: 1 });
  let input = add({ type: "data.core.structure.StructureData.", attributes: { cell: [[5.43, 0.0, 0.0]] } });
  for (let chain = 0; nodes.length + 6 <= nodeCount; chain++) {
    const work = add({ type: WORK_CHAIN, attributes: processAttributes("RelaxWorkChain", 600) });
    const parameters = add({ attributes: { SYSTEM: { ecutwfc: 30 + (chain % 50) } } });
    const calculation = add({
      type: CALCULATION,
      attributes: processAttributes("PwCalculation", 1500),
      computer: 1,
      files: { "aiida.in": `input ${chain}`, "_aiidasubmit.sh": `#!/bin/bash\n# queue ${chain % 20}\n` },
    });
    const results = add({ attributes: { energy: -chain - 0.5 } });
    const retrieved = add({
      type: "data.core.folder.FolderData.",
      files: {
        "aiida.out": `output ${chain}\n${"iteration converged\n".repeat(40)}`,
        "_scheduler-stderr.txt": "",
      },
    });
    links.push(
      [input, work, "input_work", "structure"],
      [parameters, work, "input_work", "parameters"],
      [work, calculation, "call_calc", "iteration_01"],
      [input, calculation, "input_calc", "structure"],
      [parameters, calculation, "input_calc", "parameters"],
      [calculation, results, "create", "output_parameters"],
      [calculation, retrieved, "create", "retrieved"],
      [work, results, "return", "output_parameters"],
    );
    input = chain % 10 === 9 ? add({ type: "data.core.structure.StructureData." }) : results;
  }
  writeArchive(file, {
    nodes,
    links,
    computers: [{ label: "cluster" }],
    groups: [{ label: "every tenth", nodes: nodes.flatMap((_, i) => (i % 10 === 0 ? [i + 1] : [])) }],
    comments: [{ node: 1, content: "the first" }],
    logs: nodes.flatMap((node, i) =>
      node.type === WORK_CHAIN ? [{ node: i + 1, message: "launching" }] : [],
    ),
  });
}

function processAttributes(label: string, padding: number) {
  return {
    process_label: label,
    version: { core: "2.9.4", plugin: "5.1.0" },
    metadata_inputs: "x".repeat(padding),
    process_state: "finished",
    exit_status: 0,
    sealed: true,
  };
}

/** UUIDs in no order, as real ones are, but the same in every run. */
function uuidOf(id: number): string {
  const hex = createHash("md5").update(String(id)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
