import { copyAndSay } from "../components/copy-and-say.ts";
import { host } from "../ipc/host.ts";
import { closeTab, moveActiveTab, orderTab, reloadSource } from "../queries/open-sources.ts";
import { activateTab, type SourceTab, useSources } from "../state/sources.ts";
import { type CommandTarget, useCommands } from "./commands.ts";

/** Why a tab cannot be opened as far as it can be read. */
function whyNotInPart({ error, summary }: SourceTab): string | undefined {
  if (summary?.losses) return "that is how it is open";
  if (summary?.kind === "store") return "a profile folder is read as it is";
  if (summary) return undefined; // somebody may not trust a file that opened
  if (error?.code === "archive/corrupt" && error.details.canReadPart === true) return undefined;
  return error ? "there is nothing that could be read" : "wait until it has been tried";
}

/** Commands about tabs: of the one in front, or of the one whose context menu is open. */
export function useTabCommands(): void {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  const ids = tabs.map(({ info }) => info.sourceId);
  const at = ids.indexOf(activeId ?? "");
  const aimedAt = (target: CommandTarget) => target.sourceId ?? activeId;
  const infoOf = (target: CommandTarget) => tabs.find(({ info }) => info.sourceId === aimedAt(target))?.info;
  const step = (by: number) => {
    const next = ids[(at + by + ids.length) % ids.length];
    if (next !== undefined) activateTab(next);
  };
  const close = (sourceIds: readonly string[]) => {
    for (const sourceId of sourceIds) void closeTab(sourceId);
  };
  const only = at < 0 ? "open an archive first" : ids.length < 2 ? "there is no other tab" : undefined;
  const none = at < 0 ? "open an archive first" : undefined;
  useCommands({
    "close-tab": {
      run(target) {
        const sourceId = aimedAt(target);
        if (sourceId) close([sourceId]);
        else void host("window.command", { command: "close-window" });
      },
    },
    "close-other-tabs": {
      run: (target) => close(ids.filter((id) => id !== aimedAt(target))),
      off: only,
    },
    "close-tabs-right": {
      run: (target) => close(ids.slice(ids.indexOf(aimedAt(target) ?? "") + 1)),
      off: only ?? (at === ids.length - 1 ? "there is no tab to the right" : undefined),
    },
    "reopen-tab": { run: () => void host("sources.reopenClosed", {}) },
    "move-tab": {
      run({ sourceId }) {
        if (sourceId) activateTab(sourceId);
        void moveActiveTab();
      },
      off: none,
    },
    "next-tab": { run: () => step(1), off: only },
    "previous-tab": { run: () => step(-1), off: only },
    "tab-left": {
      run: () => activeId && orderTab(activeId, at - 1),
      off: at === 0 ? "it is the first one" : only,
    },
    "tab-right": {
      run: () => activeId && orderTab(activeId, at + 1),
      off: at === ids.length - 1 ? "it is the last one" : only,
    },
    "reload-source": {
      run(target) {
        const sourceId = aimedAt(target);
        if (sourceId) void reloadSource(sourceId);
      },
      off: none,
    },
    "open-readable": {
      run(target) {
        const sourceId = aimedAt(target);
        if (sourceId) void reloadSource(sourceId, { readable: true });
      },
      off: none ?? whyNotInPart(tabs[at]!),
    },
    "copy-source-path": {
      run(target) {
        const info = infoOf(target);
        if (info) void copyAndSay(info.shownPath, "the path");
      },
      off: none,
    },
    "show-source": {
      run(target) {
        const sourceId = aimedAt(target);
        if (sourceId) void host("sources.showInFolder", { sourceId });
      },
      off: none,
    },
  });
}
