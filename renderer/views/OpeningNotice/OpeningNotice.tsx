import { runCommand } from "../../commands/commands.ts";
import { type ErrorAction, ErrorNotice } from "../../components/ErrorNotice.tsx";
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
    const [action, ...others] = waysOut(sourceId, tab.error);
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

/** What can be done about a source that did not open, the most sensible thing first. */
function waysOut(sourceId: string, { code, details }: AppError): ErrorAction[] {
  const close = { label: "Close", run: () => void closeTab(sourceId) };
  const tryAgain = { label: "Try again", run: () => void reloadSource(sourceId) };
  const locate = { label: "Locate…", run: () => void host("sources.locate", { sourceId }) };
  const check = { label: "Check this archive", run: () => runCommand("check-archive") };
  const openPart = {
    label: "Open what is readable",
    run: () => void reloadSource(sourceId, { readable: true }),
  };
  // An archive is no way out for who wants a library.
  const others = code.startsWith("store/")
    ? [
        { label: "Open another library…", run: () => runCommand("open-other-library") },
        { label: "New library…", run: () => runCommand("new-library") },
      ]
    : [{ label: "Open another archive…", run: () => void host("sources.openDialog", {}) }];
  switch (code) {
    case "archive/not-found":
      return [locate, tryAgain, close];
    case "store/not-found":
      return [...others, tryAgain, close];
    case "disk/denied":
    case "disk/full":
    case "store/locked":
      return [tryAgain, close];
    case "archive/corrupt":
    case "store/corrupt":
      return [...(details.canReadPart === true ? [openPart] : []), check, ...others, close];
    case "archive/limit": // a machine with less to do may manage
      return [...others, ...(String(details.limit) in PROCESS_LIMITS ? [tryAgain] : []), close];
    default:
      return [...others, close];
  }
}
