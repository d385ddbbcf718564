import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { dismiss, useNotices } from "../../state/notices.ts";
import "./Notices.css";

/** Short messages over the window's corner: failures that belong to no view, results of finished work. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className="notices">
      {notices.map(({ noticeId, text, error, actions }) => (
        <div key={noticeId} className="notice">
          {error ? (
            <ErrorNotice error={error} action={actions[0]} />
          ) : (
            <p role="status" className="notice-text">
              {text}
              {actions.map(({ label, run }) => (
                <button key={label} type="button" className="button" onClick={run}>
                  {label}
                </button>
              ))}
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
