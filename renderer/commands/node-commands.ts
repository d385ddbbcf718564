import { flushSync } from "react-dom";
import { nodeTitle } from "../../shared/model/node.ts";
import { copyText } from "../components/CopyButton.tsx";
import { countOf } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { failedProcesses, listedNodes } from "../queries/node-lists.ts";
import { useStartingSet } from "../queries/starting-set.ts";
import { telling } from "../queries/telling.ts";
import { notify } from "../state/notices.ts";
import { type InspectorTab, useSourceId, useView, viewActions, viewOf } from "../state/source-view.ts";
import { type CommandEntry, type CommandTarget, runCommand, useCommands } from "./commands.ts";
import { focusInside } from "./view-commands.ts";

export const CHOOSE_FIRST = "choose a node first";
const COPIED_AT_ONCE = 1000; // nodes whose names are copied in one go: what one call answers

/** Commands about nodes: the chosen ones, or those whose context menu is open. */
export function useNodeCommands(): void {
  useSelectionCommands();
  useCopyCommands();
  useGoCommands();
  useInspectorCommands();
}

/** The nodes that a command is about: those of the context menu, else the marked ones, else the focused one. */
export function nodesOf(sourceId: string, target: CommandTarget): readonly number[] {
  if (target.nodeIds) return target.nodeIds;
  const { markedIds, focusedId } = viewOf(sourceId).getState();
  return markedIds.size > 0 ? [...markedIds] : focusedId === null ? [] : [focusedId];
}

/** Why a command about nodes cannot be carried out now. */
export function useNothingChosen(): string | undefined {
  const isChosen = useView(({ markedIds, focusedId }) => markedIds.size > 0 || focusedId !== null);
  return isChosen ? undefined : CHOOSE_FIRST;
}

function useSelectionCommands(): void {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
  const off = useNothingChosen();
  const startIds = useStartingSet();
  useCommands({
    "select-rows": {
      run: () =>
        void telling(async () => {
          const listed = await listedNodes(sourceId);
          const { focusedId } = viewOf(sourceId).getState();
          actions.mark(listed, focusedId !== null && listed.includes(focusedId) ? focusedId : listed[0]);
        }),
    },
    "select-none": { run: () => actions.choose(null), off: off && "nothing is selected" },
    "select-start": {
      run: () => actions.mark(startIds),
      off: startIds.size === 0 ? "the archive does not say, or it was all of it" : undefined,
    },
    "select-inverse": {
      run: () =>
        void telling(async () => {
          const { markedIds } = viewOf(sourceId).getState();
          actions.mark((await listedNodes(sourceId)).filter((nodeId) => !markedIds.has(nodeId)));
        }),
    },
  });
}

function useCopyCommands(): void {
  const sourceId = useSourceId();
  const off = useNothingChosen();
  const copy = (what: string, textOf: (row: NodeTexts) => string): CommandEntry => ({
    run: (target) =>
      void telling(async () => {
        const nodeIds = nodesOf(sourceId, target).slice(0, COPIED_AT_ONCE);
        const rows = await engineCall(sourceId, "nodes.rows", { nodeIds: [...nodeIds] });
        const texts = rows.map(textOf).filter((text) => text !== "");
        if (texts.length === 0) return notify(`There is no ${what} to copy.`);
        if (!(await copyText(texts.join("\n")))) return;
        notify(texts.length === 1 ? `${what} copied.` : `${countOf(texts.length, what)} copied.`);
      }),
    off,
  });
  useCommands({
    "copy-uuid": copy("UUID", (row) => row.uuid),
    "copy-pk": copy("PK", (row) => String(row.nodeId)),
    "copy-label": copy("Label", (row) => row.label || nodeTitle(row)),
  });
}

type NodeTexts = { nodeId: number; uuid: string; label: string } & Parameters<typeof nodeTitle>[0];

function useGoCommands(): void {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
  const off = useNothingChosen();
  const mode = useView((view) => view.mode);
  const failed = (step: 1 | -1): CommandEntry => ({
    run: () =>
      void telling(async () => {
        const nodeIds = await failedProcesses(sourceId);
        if (nodeIds.length === 0) return notify("No process failed.");
        const at = nodeIds.indexOf(viewOf(sourceId).getState().focusedId ?? -1);
        const next = at < 0 ? (step === 1 ? 0 : nodeIds.length - 1) : at + step + nodeIds.length;
        const nodeId = nodeIds[next % nodeIds.length];
        if (nodeId !== undefined) actions.choose(nodeId, { center: true });
      }),
  });
  useCommands({
    "show-in-graph": {
      run(target) {
        const [nodeId] = nodesOf(sourceId, target);
        if (nodeId === undefined) return;
        if (mode === "table") flushSync(() => actions.setMode("split"));
        if (target.nodeIds && target.nodeIds.length === 1) actions.choose(nodeId, { center: true });
        else actions.centerOn(viewOf(sourceId).getState().focusedId ?? nodeId);
      },
      off,
    },
    "show-in-table": {
      run: (target) =>
        void telling(async () => {
          const [nodeId] = nodesOf(sourceId, target);
          if (nodeId === undefined) return;
          if (!(await listedNodes(sourceId)).includes(nodeId))
            return notify("The filters leave this node out of the table.", {
              action: { label: "Clear filters", run: () => runCommand("clear-filters") },
            });
          if (mode === "graph") flushSync(() => actions.setMode("split"));
          if (viewOf(sourceId).getState().focusedId !== nodeId) actions.choose(nodeId);
          focusInside("[role=grid][aria-label='Nodes']");
        }),
      off,
    },
    "go-to-caller": {
      run: (target) =>
        void telling(async () => {
          const [nodeId] = nodesOf(sourceId, target);
          if (nodeId === undefined) return;
          const { nodeIds } = await engineCall(sourceId, "graph.grow", {
            nodeIds: [nodeId],
            step: "callers",
            limit: 1,
          });
          if (nodeIds[0] === undefined) notify("No process called this one.");
          else actions.choose(nodeIds[0], { center: true });
        }),
      off,
    },
    "next-failed": failed(1),
    "previous-failed": failed(-1),
  });
}

function useInspectorCommands(): void {
  const sourceId = useSourceId();
  const { setTab } = viewActions(sourceId);
  const tab = useView((view) => view.tab);
  const off = useView((view) => view.focusedId) === null ? CHOOSE_FIRST : undefined;
  const to = (name: InspectorTab): CommandEntry => ({ run: () => setTab(name), isOn: tab === name, off });
  useCommands({
    "tab-overview": to("overview"),
    "tab-content": to("content"),
    "tab-attributes": to("attributes"),
    "tab-extras": to("extras"),
    "tab-files": to("files"),
    "tab-links": to("links"),
    "tab-log": to("log"),
    "tab-comments": to("comments"),
  });
}
