import { useId, useState } from "react";
import { AppError } from "../../shared/ipc/errors.ts";
import "./ErrorNotice.css";

interface ErrorNoticeProps {
  error: Error;
  /** The button that does the sensible thing. */
  action?: ErrorAction | undefined;
  /** Other ways out. */
  otherActions?: readonly ErrorAction[];
}

interface ErrorAction {
  label: string;
  run: () => void;
}

/** An error as a person meets it: what is wrong and what to do, the code behind "Details", one sensible button. */
export function ErrorNotice({ error, action, otherActions = [] }: ErrorNoticeProps) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const { code, details } = error instanceof AppError ? error : { code: "internal", details: {} };
  return (
    <div role="alert" className="error-notice">
      <p className="error-notice-text selectable">{error.message}</p>
      <div className="error-notice-buttons">
        {[...(action ? [action] : []), ...otherActions].map(({ label, run }) => (
          <button key={label} type="button" className="button" onClick={run}>
            {label}
          </button>
        ))}
        <button
          type="button"
          className="link-button"
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setOpen(!isOpen)}
        >
          Details
        </button>
      </div>
      <pre id={detailsId} hidden={!isOpen} className="error-notice-details selectable mono">
        {[code, ...Object.entries(details).map(([key, value]) => `${key}: ${shown(value)}`)].join("\n")}
      </pre>
    </div>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
