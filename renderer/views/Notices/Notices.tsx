import { useEffect, useRef } from "react";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { countOf } from "../../components/number-text.ts";
import { dismiss, dismissAll, type NoticeAction, useNotices } from "../../state/notices.ts";
import "./Notices.css";

/** From so many on they stand in a list of limited height, which scrolls. */
const MANY = 3;

/** Short messages over the window's corner: failures that belong to no view, results of finished work; the newest last. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  const list = useRef<HTMLDivElement>(null);
  const newest = notices.at(-1)?.noticeId;
  useEffect(() => {
    if (newest !== undefined) list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [newest]);
  const isMany = notices.length >= MANY;
  return (
    <div className="notices">
      {isMany && (
        <div className="notice notices-head">
          {countOf(notices.length, "message")}
          <button type="button" className="link-button" onClick={dismissAll}>
            Clear all
          </button>
        </div>
      )}
      <div ref={list} className={isMany ? "notices-list is-many" : "notices-list"}>
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
    </div>
  );
}

function first([action]: readonly NoticeAction[], noticeId: number) {
  return action && { label: action.label, run: () => action.run(() => dismiss(noticeId)) };
}
