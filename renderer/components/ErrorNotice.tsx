import { AppError } from "../../shared/ipc/errors.ts";
import { isLimitName } from "../../shared/model/archive-limits.ts";
import { runCommand } from "../commands/commands.ts";
import { ErrorDetails } from "./ErrorDetails.tsx";
import "./ErrorNotice.css";

interface ErrorNoticeProps {
  error: Error;
  /** The button that does the sensible thing; where a limit was met that a setting raises, it is the way there. */
  action?: ErrorAction | undefined;
  /** Other ways out. */
  otherActions?: readonly ErrorAction[];
}

/** A button of an error. */
export interface ErrorAction {
  label: string;
  run: () => void;
}

/** An error as a person meets it: what is wrong and what to do, the code behind "Details", one sensible button. */
export function ErrorNotice({ error, action, otherActions = [] }: ErrorNoticeProps) {
  const { code, details } = error instanceof AppError ? error : new AppError("internal", error.message);
  const isRaisable = code === "archive/limit" && isLimitName(details.limit); // trying again would change nothing
  // Damage that shows itself only while an open database is read: trying again would meet it again.
  const isInside = code === "archive/corrupt" && details.sqlite !== undefined && !("canReadPart" in details);
  const shownAction = isRaisable
    ? { label: "Open settings", run: () => runCommand("settings") }
    : isInside
      ? { label: "Open what is readable", run: () => runCommand("open-readable") }
      : action;
  return (
    <div role="alert" className="error-notice">
      <p className="error-notice-text selectable">{error.message}</p>
      <ErrorDetails error={{ code, details }} className="error-notice-buttons">
        {[...(shownAction ? [shownAction] : []), ...otherActions].map(({ label, run }) => (
          <button key={label} type="button" className="button" onClick={run}>
            {label}
          </button>
        ))}
      </ErrorDetails>
    </div>
  );
}
