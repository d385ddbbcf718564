import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Recent } from "../../../shared/ipc/host-contract.ts";
import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { copyAndSay } from "../../components/copy-and-say.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProfileList } from "../../components/ProfileList.tsx";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { host } from "../../ipc/host.ts";
import { useProfiles } from "../../queries/profiles.ts";
import { recentKey } from "../../queries/recent.ts";
import { LibraryList } from "./LibraryList.tsx";
import { TourOffer } from "./TourOffer.tsx";
import "./Start.css";

/** Who has opened more files than this has found their way. */
const NEWCOMER_FILES = 3;

/** What is shown when nothing is open: a drop target, ways to open, recent files. */
export function Start() {
  const recent = useQuery({ queryKey: recentKey, queryFn: () => host("recent.list", {}), gcTime: 0 });
  const profiles = useProfiles().data ?? [];
  return (
    <main aria-label="Start" className="start">
      <div className="start-column">
        <h1 className="start-title">Stemma</h1>
        <p className="start-lead">Open an AiiDA archive to see where every number in it comes from.</p>
        <div className="start-drops">
          <div className="start-drop" data-drop="open">
            <p>Drop .aiida files or folders here to look at them</p>
            <div className="start-buttons">
              <button
                type="button"
                className="button primary"
                title={titleWithKeys("Open an archive", "open")}
                onClick={() => void host("sources.openDialog", {})}
              >
                Open archive…
              </button>
              <button type="button" className="button" onClick={() => void host("sources.openSample", {})}>
                Open sample
              </button>
            </div>
          </div>
          <div className="start-drop" data-drop="import">
            <p>Drop them here to collect them in the library</p>
            <div className="start-buttons">
              <button
                type="button"
                className="button"
                title={titleWithKeys("Import archives into the library", "import")}
                onClick={() => runCommand("import")}
              >
                Import archives…
              </button>
              <button
                type="button"
                className="button"
                title={titleWithKeys("Show the library", "open-library")}
                onClick={() => runCommand("open-library")}
              >
                Open library
              </button>
            </div>
          </div>
        </div>
        {recent.data && recent.data.length <= NEWCOMER_FILES && <TourOffer />}
        <LibraryList />
        {profiles.length > 0 && (
          <>
            <h2 className="section-heading">AiiDA profiles</h2>
            <ProfileList
              profiles={profiles}
              onOpen={(profileId) => void host("profiles.open", { profileId })}
            />
          </>
        )}
        <div className="start-recent-heading">
          <h2 className="section-heading">Recent</h2>
          {recent.data && recent.data.length > 0 && (
            <button type="button" className="link-button" onClick={() => runCommand("clear-recent")}>
              Clear recent files
            </button>
          )}
        </div>
        {recent.isError && <ErrorNotice error={recent.error} />}
        {recent.data?.length === 0 && <p className="start-note">Files you open are listed here.</p>}
        <ul aria-label="Recent files" className="start-recent">
          {recent.data?.map((entry) => (
            <RecentRow key={entry.recentId} entry={entry} />
          ))}
        </ul>
        <p className="start-note">
          Archives are opened read-only and never changed. Nothing leaves this computer.
        </p>
      </div>
    </main>
  );
}

function RecentRow({ entry }: { entry: Recent }) {
  const client = useQueryClient();
  const { recentId, name, note, isMissing, isRefused, openedAt, shownPath } = entry;
  const remove = async () => {
    await host("recent.remove", { recentId });
    await client.invalidateQueries({ queryKey: recentKey });
  };
  return (
    <li
      className="start-recent-row"
      title={shownPath}
      onContextMenu={(event) =>
        openMenu(event, "File menu", [
          {
            label: "Open",
            run: () => void host("sources.openRecent", { recentId }),
            off: isMissing ? "it was moved or deleted" : undefined,
          },
          {
            label: "Import into library…",
            run: () => void host("library.importRecent", { recentId }),
            off: isMissing ? "it was moved or deleted" : undefined,
          },
          { label: "Copy path", run: () => void copyAndSay(shownPath, "the path") },
          { label: "Remove from the list", run: () => void remove() },
          "line",
          { command: "clear-recent" },
        ])
      }
    >
      <button
        type="button"
        className="start-recent-name"
        disabled={isMissing}
        onClick={() => void host("sources.openRecent", { recentId })}
      >
        {name}
      </button>
      <span className="start-recent-note">
        {isMissing || isRefused ? <LostNote entry={entry} onRemove={() => void remove()} /> : note}
      </span>
      <RelativeTime iso={openedAt} />
    </li>
  );
}

/** What is to be said, and can be done, of a file that cannot be opened any more. */
function LostNote({ entry, onRemove }: { entry: Recent; onRemove(): void }) {
  const { recentId, name, isMissing } = entry;
  return (
    <>
      {isMissing ? "moved or deleted · " : "could not be opened · "}
      {isMissing && (
        <>
          <button
            type="button"
            className="link-button"
            aria-label={`Locate ${name}`}
            onClick={() => void host("recent.locate", { recentId })}
          >
            locate
          </button>
          {" · "}
        </>
      )}
      <button
        type="button"
        className="link-button"
        aria-label={`Remove ${name} from the list`}
        onClick={onRemove}
      >
        remove
      </button>
    </>
  );
}
