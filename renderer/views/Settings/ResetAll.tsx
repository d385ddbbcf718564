import { useEffect, useRef, useState } from "react";
import { countOf } from "../../components/number-text.ts";
import { useSettings } from "../../state/settings.ts";
import { changedKeys, resetAll } from "./set-setting.ts";

/** Puts everything back to its default, after a second click: there is no Undo for it. */
export function ResetAll() {
  const count = useSettings((settings) => changedKeys(settings).length);
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking) keep.current?.focus(); // the button that was pressed is gone
  }, [isAsking]);
  const finish = (isAgreed: boolean) => {
    if (isAgreed) resetAll();
    setAsking(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (!isAsking || count === 0) {
    return (
      <button
        ref={button}
        type="button"
        className="button settings-reset"
        disabled={count === 0}
        onClick={() => setAsking(true)}
      >
        Reset all
      </button>
    );
  }
  return (
    <div role="group" aria-label="Reset all settings" className="settings-reset">
      <span>{`Put ${countOf(count, "setting")} back to the default?`}</span>
      <button type="button" className="button primary" onClick={() => finish(true)}>
        Reset
      </button>
      <button ref={keep} type="button" className="button" onClick={() => finish(false)}>
        Keep
      </button>
    </div>
  );
}
