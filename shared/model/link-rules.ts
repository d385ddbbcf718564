import type { LinkType } from "./link.ts";

/** What identifies a link among those of its type: there may be only one (`docs/data-model.md`, "Links"). */
export type LinkKey = "source and label" | "target and label" | "target";

/** Classes of nodes as links tell them apart: how the type of such a node begins. */
export type LinkClass = "data." | "process.calculation." | "process.workflow.";

/** What a link of one type may be. */
export interface LinkRule {
  source: LinkClass;
  target: LinkClass;
  once: readonly LinkKey[];
}

/** Classes of nodes that a link of each type joins, and what may be there only once, as AiiDA enforces both. */
export const LINK_RULES: Readonly<Record<LinkType, LinkRule>> = {
  create: { source: "process.calculation.", target: "data.", once: ["source and label", "target"] },
  return: { source: "process.workflow.", target: "data.", once: ["source and label"] },
  input_calc: { source: "data.", target: "process.calculation.", once: ["target and label"] },
  input_work: { source: "data.", target: "process.workflow.", once: ["target and label"] },
  call_calc: { source: "process.workflow.", target: "process.calculation.", once: ["target"] },
  call_work: { source: "process.workflow.", target: "process.workflow.", once: ["target"] },
};
