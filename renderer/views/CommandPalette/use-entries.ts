import { COMMANDS, type Command } from "../../../shared/model/commands.ts";
import { useRecentFiles } from "../../commands/app-commands.ts";
import { labelOf, runCommand, stateOf, useCommandVersion } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { host } from "../../ipc/host.ts";
import { useGroups } from "../../queries/basket.ts";
import { useSourceId, viewActions } from "../../state/source-view.ts";
import { activateTab, useSources } from "../../state/sources.ts";
import { type PaletteEntry, rankEntries } from "./rank.ts";

const GROUPS_SHOWN = 20; // of those whose names fit; a profile may have thousands

/** What the palette offers for what was typed: commands, open tabs, recent files, groups, and a search for nodes. */
export function useEntries(text: string, used: readonly string[]): PaletteEntry[] {
  useCommandVersion();
  const ranked = rankEntries([...commandEntries(), ...useTabEntries(), ...useRecentEntries()], text, used);
  const groups = rankEntries(useGroupEntries(text), text, used).slice(0, GROUPS_SHOWN);
  return [...ranked, ...groups, ...useSearchEntry(text)];
}

function commandEntries(): PaletteEntry[] {
  return COMMANDS.filter((command) => command.id !== "palette").map((command: Command) => {
    const { off, isOn } = stateOf(command);
    return {
      id: command.id,
      label: labelOf(command),
      place: command.menu,
      words: command.words ?? "",
      keys: command.accelerator ? shownKeys(command.accelerator) : "",
      off,
      isOn,
      run: () => runCommand(command.id),
    };
  });
}

const PLAIN = { words: "", keys: "", off: undefined, isOn: undefined };

function useTabEntries(): PaletteEntry[] {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  return tabs
    .filter(({ info }) => info.sourceId !== activeId)
    .map(({ info: { sourceId, name, shownPath } }) => ({
      ...PLAIN,
      id: `tab ${shownPath}`,
      label: `Go to tab ${name}`,
      place: "Tab",
      run: () => activateTab(sourceId),
    }));
}

function useRecentEntries(): PaletteEntry[] {
  const recent = useRecentFiles().data ?? [];
  const open = useSources((state) => state.tabs).map(({ info }) => info.shownPath);
  return recent
    .filter(({ shownPath }) => !open.includes(shownPath))
    .map(({ recentId, name, shownPath, isMissing }) => ({
      ...PLAIN,
      id: `recent ${shownPath}`,
      label: `Open ${name}`,
      place: "Recent",
      words: shownPath,
      off: isMissing ? "it was moved or deleted" : undefined,
      run: () => void host("sources.openRecent", { recentId }),
    }));
}

/** Groups are many: they are offered only to what was typed. */
function useGroupEntries(text: string): PaletteEntry[] {
  const sourceId = useSourceId();
  const isOpen = useIsOpen();
  const groups = useGroups(isOpen).data ?? [];
  if (text.trim() === "" || !isOpen) return [];
  return groups.map(({ groupId, label, nodes }) => ({
    ...PLAIN,
    id: `group ${label}`,
    label: `Add group ${label.slice(0, 100)} to basket`,
    place: "Group",
    words: `${nodes} nodes`,
    run: () => viewActions(sourceId).addGroupToBasket(groupId),
  }));
}

function useSearchEntry(text: string): PaletteEntry[] {
  const isOpen = useIsOpen();
  const wanted = text.trim();
  if (wanted === "" || !isOpen) return [];
  return [
    {
      ...PLAIN,
      id: "search",
      label: `Search nodes for “${wanted}”`,
      place: "Search",
      run: () => runCommand("find", { text: wanted }),
    },
  ];
}

function useIsOpen(): boolean {
  return useSources(({ tabs, activeId }) =>
    tabs.some(({ info, status }) => info.sourceId === activeId && status === "open"),
  );
}
