import { countOf } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { telling } from "../queries/telling.ts";
import { askImport, type ChosenPart } from "../state/import-request.ts";
import { isBasketFilled, selectionOf, viewOf } from "../state/source-view.ts";
import { type SourceTab, useSources } from "../state/sources.ts";
import { type CommandTarget, useCommands } from "./commands.ts";
import { nodesOf } from "./node-commands.ts";

/** Commands that bring an open archive, or what is chosen in it, into the library. */
export function useImportCommands(): void {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  const tab = tabs.find(({ info }) => info.sourceId === activeId);
  const off = whyNot(tab);
  useCommands({
    "import-source": {
      run: ({ sourceId = activeId ?? "" }) => void telling(() => importTab(sourceId, null)),
      off,
    },
    "import-selection": {
      run: (target) => void telling(() => importChosen(activeId ?? "", target)),
      off: off ?? (tab?.status === "open" ? undefined : "wait until it is open"),
    },
  });
}

function whyNot(tab: SourceTab | undefined): string | undefined {
  if (!tab) return "open an archive first";
  return tab.summary?.isEditable ? "this is the library" : undefined;
}

/** What is in the basket with its rules; of a context menu, or with an empty basket, the chosen nodes with the same rules. */
async function importChosen(sourceId: string, target: CommandTarget): Promise<void> {
  const { basket } = viewOf(sourceId).getState();
  const isBasket = isBasketFilled(basket) && !target.nodeIds;
  if (isBasket && basket.all) return importTab(sourceId, null);
  const nodeIds = isBasket ? [] : nodesOf(sourceId, target);
  const selection = isBasket
    ? selectionOf(basket)
    : { all: false, nodeIds: Int32Array.from(nodeIds), groupIds: [], computerIds: [] };
  const { nodes, groups } = await engineCall(sourceId, "selection.uuids", { selection });
  const parts = [
    nodes.length > 0 ? countOf(nodes.length, "node") : "",
    groups.length > 0 ? countOf(groups.length, "group") : "",
  ].filter(Boolean);
  if (parts.length === 0) return importTab(sourceId, null);
  await importTab(sourceId, { nodes, groups, rules: basket.switches, words: parts.join(" and ") });
}

async function importTab(sourceId: string, chosen: ChosenPart | null): Promise<void> {
  const taken = await host("library.takeTab", { sourceId });
  if (!taken) return;
  const { file } = taken;
  askImport({
    sourceId: taken.sourceId,
    files: [file],
    chosen: chosen ? { [file.token]: chosen } : {},
  });
}
