import { useId, useState } from "react";
import { AppError } from "../../shared/ipc/errors.ts";
import "./ErrorNotice.css";

interface ErrorNoticeProps {
  error: Error;
  /** The button that does the sensible thing. */
  action?: { label: string; run: () => void } | undefined;
}

/** An error as a person meets it: what is wrong and what to do, the code behind "Details", one sensible button. */
export function ErrorNotice({ error, action }: ErrorNoticeProps) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  const { code, details } = error instanceof AppError ? error : { code: "internal", details: {} };
  return (
    <div role="alert" className="error-notice">
      <p className="error-notice-text selectable">{error.message}</p>
      <div className="error-notice-buttons">
        {action && (
          <button type="button" className="button" onClick={action.run}>
            {action.label}
          </button>
        )}
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
