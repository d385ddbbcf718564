import type { MenuEntry } from "../components/ContextMenu/open-menu.ts";
import { useSources } from "../state/sources.ts";

/** What can be done with a tab, whether it is in front or not. */
export function tabEntries(sourceId: string): MenuEntry[] {
  const { tabs } = useSources.getState();
  const at = tabs.findIndex(({ info }) => info.sourceId === sourceId);
  const target = { sourceId };
  const importOff = tabs[at]?.summary?.isEditable ? "this is the library" : undefined;
  const alone = tabs.length < 2 ? "there is no other tab" : undefined;
  return [
    { command: "close-tab", target, label: "Close" },
    { command: "close-other-tabs", target, label: "Close others", off: alone },
    {
      command: "close-tabs-right",
      target,
      label: "Close to the right",
      off: at === tabs.length - 1 ? "there is no tab to the right" : undefined,
    },
    { command: "reopen-tab" },
    "line",
    { command: "move-tab", target, label: "Move to new window" },
    "line",
    { command: "copy-source-path", target, label: "Copy path" },
    { command: "show-source", target, label: "Show in folder" },
    { command: "reload-source", target },
    "line",
    { command: "import-source", target, label: "Import into library…", off: importOff },
  ];
}
