import { useEffect, useRef } from "react";
import { isDialogOpen } from "../../components/open-dialogs.ts";
import { useSources } from "../../state/sources.ts";

/**
 * Give the keyboard a place when what had it is gone with its view: the tab in front, or the first button of the start
 * page. A focus that the person gave up by clicking on nothing stays where it is: nowhere.
 */
export function useKeptFocus(): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      if (event.target instanceof Element) last.current = event.target;
    };
    document.addEventListener("focusin", remember);
    return () => document.removeEventListener("focusin", remember);
  }, []);

  const { activeId } = useSources(); // any change of a tab may have taken a view away
  useEffect(() => {
    const isGone = last.current !== null && !last.current.isConnected;
    if (!isGone || document.activeElement !== document.body || isDialogOpen()) return; // a dialog keeps its own focus
    const place = activeId === null ? "main button" : `[id="tab-${activeId}"]`;
    document.querySelector<HTMLElement>(place)?.focus({ preventScroll: true });
  });
}
