import { type ReactNode, useId, useState } from "react";
import type { AppError } from "../../shared/ipc/errors.ts";
import { detailsText } from "./error-details.ts";

interface ErrorDetailsProps {
  error: Pick<AppError, "code" | "details">;
  /** Of the row of buttons. */
  className: string;
  /** Buttons that stand before "Details". */
  children?: ReactNode;
}

/** The buttons of an error, the last of which shows its code and what is known of it. */
export function ErrorDetails({ error, className, children }: ErrorDetailsProps) {
  const [isOpen, setOpen] = useState(false);
  const detailsId = useId();
  return (
    <>
      <div className={className}>
        {children}
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
        {detailsText(error)}
      </pre>
    </>
  );
}
