import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { dismiss, type NoticeAction, useNotices } from "../../state/notices.ts";
import "./Notices.css";

/** Short messages over the window's corner: failures that belong to no view, results of finished work. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className="notices">
      {notices.map(({ noticeId, text, error, actions }) => (
        <div key={noticeId} className="notice">
          {error ? (
            <ErrorNotice error={error} action={first(actions, noticeId)} />
          ) : (
            <p role="status" className="notice-text">
              {text}
              {actions.map(({ label, run }) => (
                <button
                  key={label}
                  type="button"
                  className="button"
                  onClick={() => run(() => dismiss(noticeId))}
                >
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

function first([action]: readonly NoticeAction[], noticeId: number) {
  return action && { label: action.label, run: () => action.run(() => dismiss(noticeId)) };
}
