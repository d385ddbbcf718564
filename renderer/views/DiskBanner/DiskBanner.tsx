import { useCommands } from "../../commands/commands.ts";
import { host } from "../../ipc/host.ts";
import { reloadSource } from "../../queries/open-sources.ts";
import { useJobs } from "../../state/jobs.ts";
import { type SourceTab, updateTab } from "../../state/sources.ts";
import "./DiskBanner.css";

/** Says when a file changed or vanished while it is open; what is shown is still the file as it was read. */
export function DiskBanner({ tab }: { tab: SourceTab }) {
  const { sourceId } = tab.info;
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
  // What the tab is writing itself, an import into the library, is read anew when it is done.
  const isWriting = useJobs(({ jobs }) => jobs.some((job) => job.sourceId === sourceId && job.isWriting));
  if (tab.disk === "same" || (isWriting && tab.disk === "changed")) return null;
  return (
    <div role="alert" className="disk-banner">
      <span>{wordsOf(tab)}</span>
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
      {tab.summary && (
        <button type="button" className="button" onClick={() => updateTab(sourceId, { disk: "same" })}>
          Keep as it is
        </button>
      )}
    </div>
  );
}

function wordsOf({ info: { name }, disk, summary }: SourceTab): string {
  if (disk === "gone")
    return summary
      ? `${name} is no longer where it was. You see it as it was read; files inside may not open.`
      : `${name} is no longer where it was.`;
  if (summary?.kind === "store")
    return `AiiDA has written to ${name}. You see it as it was when it was read.`;
  return summary
    ? `${name} changed on disk. You see it as it was read.`
    : `${name} changed on disk since Stemma tried to read it.`; // nothing of it is shown
}
