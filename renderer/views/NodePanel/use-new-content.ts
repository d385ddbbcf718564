import { useEffect, useRef } from "react";

/**
 * A scroller whose content is replaced starts at its top and keeps the keyboard focus: a row that led to another node
 * vanishes with the list it stood in, and the focus would fall to the page.
 * @returns The ref of the scroller, and the handlers it needs.
 */
export function useNewContent<T extends HTMLElement>(contentKey: string) {
  const scroller = useRef<T>(null);
  const isFocusInside = useRef(false);
  const last = useRef(contentKey);
  useEffect(() => {
    if (last.current === contentKey) return;
    last.current = contentKey;
    scroller.current?.scrollTo({ top: 0 });
    if (isFocusInside.current && document.activeElement === document.body) scroller.current?.focus();
  }, [contentKey]);
  const handlers = {
    onFocus: () => {
      isFocusInside.current = true;
    },
    onBlur: () => {
      isFocusInside.current = false; // not called when the focused element is removed: that is the case at hand
    },
  };
  return { scroller, handlers };
}
