import { runCommand } from "../../commands/commands.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { host } from "../../ipc/host.ts";
import { closeTab, reloadSource } from "../../queries/open-sources.ts";
import type { SourceTab } from "../../state/sources.ts";
import { PROCESS_LIMITS } from "../../../shared/model/process-limits.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import "./OpeningNotice.css";

/** What is shown while a source opens, and when it cannot be opened. */
export function OpeningNotice({ tab }: { tab: SourceTab }) {
  const { sourceId, name } = tab.info;
  if (tab.status === "failed" && tab.error) {
    const { code, details } = tab.error;
    const tryAgain = { label: "Try again", run: () => void reloadSource(sourceId) };
    const locate = { label: "Locate…", run: () => void host("sources.locate", { sourceId }) };
    const openOther = { label: "Open another archive…", run: () => void host("sources.openDialog", {}) };
    const check = { label: "Check this archive", run: () => runCommand("check-archive") };
    const openPart = {
      label: "Open what is readable",
      run: () => void reloadSource(sourceId, { readable: true }),
    };
    const close = { label: "Close", run: () => void closeTab(sourceId) };
    const [action, ...others] =
      code === "archive/not-found" || code === "store/not-found"
        ? [locate, tryAgain, close]
        : code === "disk/denied" || code === "disk/full" || code === "store/locked"
          ? [tryAgain, close]
          : code === "archive/corrupt" || code === "store/corrupt"
            ? [...(details.canReadPart === true ? [openPart] : []), check, openOther, close]
            : code === "archive/limit" && String(details.limit) in PROCESS_LIMITS
              ? [openOther, tryAgain, close] // a machine with less to do may manage
              : [openOther, close];
    return (
      <div className="opening-notice">
        <h2>{name} could not be opened</h2>
        <ErrorNotice error={tab.error} action={action} otherActions={others} />
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
