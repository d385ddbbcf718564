import { shownKeys } from "../../commands/keys.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { isBasketFilled, type SourceView, viewActions, viewOf } from "../../state/source-view.ts";
import type { Side } from "./place-card.ts";
import { parts } from "./tour-parts.ts";

/** One station of the tour. */
export interface TourStep {
  heading: string;
  text: string;
  /** The part of the window that it is about; null while that is not there. */
  part: () => Element | null;
  /** The side of the part where the card stands best; where it covers least when left out. */
  side?: Side;
  /** What F6 brings the focus to within the part; the first control of it when left out. */
  control?: string;
  /** What to say instead of `text` while the part is not there. */
  missing?: string;
  /** What a person may try, as a sentence; the step goes on without it too. */
  task?: string;
  /** True once a person has done it, compared with the view as the step began. */
  isDone?: (view: SourceView, before: SourceView) => boolean;
  /** Do it for the person. */
  act?: (sourceId: string) => Promise<void>;
}

const EXAMPLE = "fundamental_gap"; // a process label of the sample: the last step of its story

export const TOUR_STEPS: readonly TourStep[] = [
  {
    heading: "What is in it?",
    text: "The sample is a real calculation: the bands of silicon, read from left to right. Pills are data, rose rectangles calculations, orange ones workflows; lines say what went where. The line at the bottom of the window counts it all.",
    part: parts.graph,
    side: "right", // the line at the bottom stays in sight
    control: "[role=application]",
    missing: "The graph is not in sight: choose Graph or Split above the table to see it.",
  },
  {
    heading: "Find a node",
    text: `Everything can be searched: by type, label, PK, or the beginning of a UUID. ${shownKeys("CmdOrCtrl+F")} brings you here.`,
    part: parts.search,
    task: `Type ${EXAMPLE} and press Enter, or click any node in the graph.`,
    isDone: (view) => view.focusedId !== null,
    act: chooseExample,
  },
  {
    heading: "Where does it come from?",
    text: "The inspector says what the chosen node is and whether it is all right. “Where it comes from” leads to the node before it, and so on back to the first inputs; the tabs hold attributes, files, links and logs. In the graph, the arrow keys walk along the links.",
    part: parts.node,
    control: ".node-link",
    task: "Click a node below “Where it comes from”.",
    isDone: (view, before) => view.focusedId !== null && view.focusedId !== before.focusedId,
    act: chooseOrigin,
  },
  {
    heading: "Did it go well?",
    text: "Here are the states of all processes. In the sample every one finished with exit status 0. Where one failed it is red in every view; choose it, and the inspector shows its exit message, its log, and what its output says.",
    part: parts.state,
    missing: "The filters at the left list the states of all processes. A failed one is red in every view.",
  },
  {
    heading: "Choose what to send",
    text: "To pass on a part of an archive, put what matters into the export basket: with this button, with Space in graph or table, or as a whole group.",
    part: parts.addToBasket,
    missing: "To pass on a part of an archive, put what matters into the export basket. Choose a node first.",
    task: "Add a node to the basket.",
    isDone: (view) => isBasketFilled(view.basket),
    act: addChosen,
  },
  {
    heading: "What goes along, and why",
    text: "An export takes along what belongs to your choice, by traversal rules: here is what each adds, and ? explains it. In the graph it has a dotted violet ring; point at it to read why it is in. “Export…” says what leaves the house before anything is written.",
    part: parts.basket,
    control: "[role=switch]",
    task: "Switch a rule and watch the picture change.",
    isDone: (view, before) => view.basket.switches !== before.basket.switches,
    act: switchRule,
  },
  {
    heading: "Where the rest is",
    text: `${shownKeys("CmdOrCtrl+K")} finds every action by its name, F1 shows all keys, ${shownKeys("CmdOrCtrl+Z")} takes back. The Help menu has the glossary, the traversal rules, and this tour. Open your own archive with ${shownKeys("CmdOrCtrl+O")}, or drop it anywhere on the window.`,
    part: () => null,
  },
];

async function chooseExample(sourceId: string): Promise<void> {
  const found = await engineCall(sourceId, "nodes.search", { text: EXAMPLE, limitPerKind: 1 });
  const nodeId = found[0]?.rows[0]?.nodeId;
  if (nodeId !== undefined) viewActions(sourceId).choose(nodeId, { center: true });
}

/** Go to where the first incoming link of the chosen node starts. */
async function chooseOrigin(sourceId: string): Promise<void> {
  const nodeId = viewOf(sourceId).getState().focusedId;
  if (nodeId === null) return chooseExample(sourceId);
  const { links } = await engineCall(sourceId, "node.links", { nodeId, direction: "incoming", limit: 1 });
  if (links[0]) viewActions(sourceId).choose(links[0].nodeId, { center: true });
  else await chooseExample(sourceId); // a first input: start again from the last result
}

async function addChosen(sourceId: string): Promise<void> {
  if (viewOf(sourceId).getState().focusedId === null) await chooseExample(sourceId);
  const { focusedId } = viewOf(sourceId).getState();
  if (focusedId !== null) viewActions(sourceId).addToBasket([focusedId]);
}

async function switchRule(sourceId: string): Promise<void> {
  if (!isBasketFilled(viewOf(sourceId).getState().basket)) await addChosen(sourceId); // else nothing is to be seen
  const { switches } = viewOf(sourceId).getState().basket;
  viewActions(sourceId).setRule("input_calc_forward", switches.input_calc_forward !== true);
}
