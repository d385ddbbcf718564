import { useCommands } from "../../commands/commands.ts";
import { host } from "../../ipc/host.ts";
import { reloadSource } from "../../queries/open-sources.ts";
import { type SourceTab, updateTab } from "../../state/sources.ts";
import "./DiskBanner.css";

/** Says when a file changed or vanished while it is open; what is shown is still the file as it was read. */
export function DiskBanner({ tab }: { tab: SourceTab }) {
  const { sourceId, name } = tab.info;
  useCommands({
    "keep-as-read": {
      run: () => updateTab(sourceId, { disk: "same" }),
      off: tab.disk === "same" ? "the file has not changed on disk" : undefined,
    },
    "locate-source": {
      run: () => void host("sources.locate", { sourceId }),
      off: tab.disk === "gone" ? undefined : "the file is where it was",
    },
  });
  if (tab.disk === "same") return null;
  return (
    <div role="alert" className="disk-banner">
      <span>
        {tab.disk === "gone"
          ? `${name} is no longer where it was. You see it as it was read; files inside may not open.`
          : `${name} changed on disk. You see it as it was read.`}
      </span>
      {tab.disk === "changed" && (
        <button type="button" className="button" onClick={() => void reloadSource(sourceId)}>
          Reload
        </button>
      )}
      {tab.disk === "gone" && (
        <button type="button" className="button" onClick={() => void host("sources.locate", { sourceId })}>
          Locate…
        </button>
      )}
      <button type="button" className="button" onClick={() => updateTab(sourceId, { disk: "same" })}>
        Keep as it is
      </button>
    </div>
  );
}
