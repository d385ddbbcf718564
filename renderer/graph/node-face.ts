import { className, isProcess, nodeFamily, type NodeFamily, nodeTitle } from "../../shared/model/node.ts";
import { processOutcome } from "../../shared/model/process-state.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { looksEmpty } from "../../shared/text/looks-empty.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";

/** The sign of a process's state inside its shape: never colour alone. */
export type Sign =
  | { kind: "ok" }
  | { kind: "failed"; text: string } // "410", "excepted", "killed"
  | { kind: "open"; text: string } // "running", "waiting", "unknown"
  | null;

/** How a node looks, without where it is. */
export interface NodeFace {
  family: NodeFamily;
  isFailed: boolean;
  title: string; // what it is called, shortened to fit
  subtitle: string; // what it is; empty: one line
  sign: Sign;
  width: number;
  height: number;
}

/** Width in px of text in the title's or the subtitle's font at zoom 1. */
export type MeasureText = (text: string, font: "title" | "subtitle" | "sign") => number;

export const SIGN_HEIGHT = 18;
export const TICK_SIZE = 15;
export const BAR_WIDTH = 5; // the bar at the left of a workflow
const HEIGHT = 42;
const ONE_LINE_HEIGHT = 30;
const TEXT_WIDTH = 150; // longer texts are shortened; the whole one is in the tooltip and the inspector
const SIGN_WIDTH = 90; // AiiDA's own states are far shorter; an archive may hold any text
const LEAST_WIDTH = 58;
const SIGN_GAP = 10;

/**
 * What stands inside a node's shape. A process shows its label of process and its own label; data its label and class.
 * Data without a label say what they are to their process: the label of the link that made or used them.
 * @param links Links of the node, from or to it.
 */
export function nodeFace(node: GraphNode, links: readonly GraphLink[], measure: MeasureText): NodeFace {
  const family = nodeFamily(node.nodeType);
  const [whole, whatItIs] = isProcess(node.nodeType)
    ? [nodeTitle(node), looksEmpty(node.label) ? kindOfProcess(node.nodeType) : node.label]
    : looksEmpty(node.label) // a label of spaces would be an empty shape
      ? [className(node.nodeType), roleOf(node, links)]
      : [node.label, className(node.nodeType)];
  const title = shorten(escapeLine(whole), TEXT_WIDTH, (text) => measure(text, "title"));
  const subtitle = shorten(escapeLine(whatItIs), TEXT_WIDTH, (text) => measure(text, "subtitle"));
  const sign = signOf(node, (text) => shorten(text, SIGN_WIDTH, (part) => measure(part, "sign")));
  const text = Math.max(measure(title, "title"), measure(subtitle, "subtitle"));
  const width = text + paddingOf(family) + (sign ? SIGN_GAP + signWidth(sign, measure) : 0);
  return {
    family,
    isFailed: sign?.kind === "failed",
    title,
    subtitle,
    sign,
    width: Math.ceil(Math.max(LEAST_WIDTH, width) / 2) * 2, // even: centres and edges both lie on whole pixels
    height: subtitle === "" ? ONE_LINE_HEIGHT : HEIGHT,
  };
}

/** Distance of the text from the left edge. */
export function textInset(family: NodeFamily): number {
  return family === "workflow" ? BAR_WIDTH + 9 : family === "calculation" ? 11 : 17;
}

function paddingOf(family: NodeFamily): number {
  return textInset(family) + (family === "data" || family === "code" ? 17 : 10);
}

export function signWidth(sign: NonNullable<Sign>, measure: MeasureText): number {
  return sign.kind === "ok" ? TICK_SIZE : measure(sign.text, "sign") + 14;
}

function signOf(node: GraphNode, shortened: (text: string) => string): Sign {
  if (!isProcess(node.nodeType)) return null;
  const { processState, exitStatus } = node;
  const outcome = processOutcome(processState, exitStatus);
  if (outcome === "ok") return { kind: "ok" };
  if (outcome === "open")
    return {
      kind: "open",
      text: processState === "finished" ? "no exit" : shortened(escapeLine(processState || "unknown")),
    };
  return {
    kind: "failed",
    text: processState === "finished" ? String(exitStatus) : shortened(escapeLine(processState ?? "")),
  };
}

function kindOfProcess(nodeType: string): string {
  switch (className(nodeType)) {
    case "CalcFunctionNode":
      return "calcfunction";
    case "WorkFunctionNode":
      return "workfunction";
    case "CalcJobNode":
      return "calculation job";
    case "WorkChainNode":
      return "work chain";
    default:
      return className(nodeType);
  }
}

/** What unlabelled data are to a process: as what they were created, else returned, else used; "" when not linked. */
function roleOf(node: GraphNode, links: readonly GraphLink[]): string {
  const byRank = (link: GraphLink) =>
    link.linkType === "create" ? 0 : link.linkType === "return" ? 1 : link.linkType === "input_calc" ? 2 : 3;
  const [best] = links
    .filter((link) => link.source === node.nodeId || link.target === node.nodeId)
    .sort((a, b) => byRank(a) - byRank(b) || a.label.length - b.label.length || a.linkId - b.linkId);
  // Namespaces are joined by two underscores: the last part is what it is, the ones before where it goes.
  return best?.label.split("__").filter(Boolean).at(-1) ?? "";
}

/** Text cut to a width, with an ellipsis; whole characters only. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  const clipped = text.length > 400 ? text.slice(0, 400) : text; // measuring a megabyte of label would block
  if (clipped === text && measure(text) <= width) return text;
  const characters = Array.from(clipped);
  let fits = 0;
  let tooMany = characters.length;
  while (fits + 1 < tooMany) {
    const half = (fits + tooMany) >> 1;
    if (measure(`${characters.slice(0, half).join("").trimEnd()}…`) <= width) fits = half;
    else tooMany = half;
  }
  return `${characters.slice(0, fits).join("").trimEnd()}…`;
}
