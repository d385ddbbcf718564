import { useEffect, useRef } from "react";

const CONTROLS = "input, [tabindex='0'], button:not(:disabled)";

/**
 * While the tour runs, F6 goes from its card to the part that the step is about, to where the focus was there or to what
 * `selector` names; and from anywhere back to the card.
 */
export function useFocusKey(findPart: () => Element | null, selector = CONTROLS): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && !target.closest(".tour-card")) last.current = target;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (document.querySelector("[role=dialog]:not([aria-modal=false])")) return; // a dialog keeps the focus
      event.preventDefault();
      const card = document.querySelector(".tour-card");
      const heading = card?.querySelector<HTMLElement>(".tour-heading");
      if (card?.contains(document.activeElement)) placeIn(findPart(), last.current, selector)?.focus();
      else heading?.focus();
    };
    window.addEventListener("focusin", onFocus);
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("focusin", onFocus);
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [findPart, selector]);
}

function placeIn(part: Element | null, last: Element | null, selector: string): HTMLElement | null {
  const old = last?.isConnected && last instanceof HTMLElement ? last : null;
  if (!part || (old && part.contains(old))) return old;
  if (part.matches(selector)) return part as HTMLElement;
  return part.querySelector<HTMLElement>(selector) ?? part.querySelector<HTMLElement>(CONTROLS) ?? old;
}
