import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { dismiss, useNotices } from "../../state/notices.ts";
import "./Notices.css";

/** Short messages over the window's corner: failures that belong to no view, results of finished work. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className="notices">
      {notices.map(({ noticeId, text, error, action }) => (
        <div key={noticeId} className="notice">
          {error ? (
            <ErrorNotice error={error} action={action} />
          ) : (
            <p role="status" className="notice-text">
              {text}
              {action && (
                <button type="button" className="button" onClick={action.run}>
                  {action.label}
                </button>
              )}
            </p>
          )}
          <button
            type="button"
            className="icon-button notice-close"
            aria-label="Dismiss"
            onClick={() => dismiss(noticeId)}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
