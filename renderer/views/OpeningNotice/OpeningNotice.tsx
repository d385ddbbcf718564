import { runCommand } from "../../commands/commands.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { host } from "../../ipc/host.ts";
import { reloadSource } from "../../queries/open-sources.ts";
import { isRefusedByLimit } from "../../queries/retry-refused.ts";
import type { SourceTab } from "../../state/sources.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import "./OpeningNotice.css";

/** What is shown while a source opens, and when it cannot be opened. */
export function OpeningNotice({ tab }: { tab: SourceTab }) {
  const { sourceId, name } = tab.info;
  if (tab.status === "failed" && tab.error) {
    const isGone = tab.error.code === "archive/not-found" || tab.error.code === "disk/denied";
    const action = isRefusedByLimit(tab.error)
      ? { label: "Open settings", run: () => runCommand("settings") }
      : isGone
        ? { label: "Try again", run: () => void reloadSource(sourceId) }
        : { label: "Open another archive…", run: () => void host("sources.openDialog", {}) };
    return (
      <div className="opening-notice">
        <h2>{name} could not be opened</h2>
        <ErrorNotice error={tab.error} action={action} />
      </div>
    );
  }
  if (tab.status === "lost") {
    const error = new AppError(
      "engine/crashed",
      "Reading this source keeps failing, so it was stopped. Try again, or check the file.",
    );
    return (
      <ErrorNotice error={error} action={{ label: "Try again", run: () => void reloadSource(sourceId) }} />
    );
  }
  return (
    <div className="opening-notice">
      <p>Opening {name}…</p>
      <ProgressLine progress={tab.progress} label={`Opening ${name}`} />
    </div>
  );
}
