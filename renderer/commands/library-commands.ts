import { host } from "../ipc/host.ts";
import { reloadSource } from "../queries/open-sources.ts";
import { telling } from "../queries/telling.ts";
import { type SourceTab, useSources } from "../state/sources.ts";
import { useCommands } from "./commands.ts";

/** The revision of a profile's tables that is written; AiiDA brings older ones to it. */
const WRITTEN_VERSION = "main_0002";

/** Commands about libraries beside the one of this program. */
export function useLibraryCommands(): void {
  const tab = useSources(({ tabs, activeId }) => tabs.find(({ info }) => info.sourceId === activeId));
  useCommands({
    "new-library": { run: () => void telling(() => host("library.create", {})) },
    "open-other-library": { run: () => void telling(() => host("library.openOther", {})) },
    "allow-changes": {
      run: () => void (tab && telling(() => allowChanges(tab.info.sourceId))),
      off: whyNot(tab),
    },
  });
}

function whyNot(tab: SourceTab | undefined): string | undefined {
  if (!tab) return "open a profile first";
  if (tab.status !== "open" || !tab.summary) return "wait until it is open";
  if (tab.summary.kind !== "store") return "an archive is never changed";
  if (tab.summary.isEditable) return "it may be changed already";
  return tab.summary.version === WRITTEN_VERSION ? undefined : "run “verdi storage migrate” first";
}

async function allowChanges(sourceId: string): Promise<void> {
  if (await host("library.allowChanges", { sourceId })) await reloadSource(sourceId);
}
