import { type RefObject, useEffect, useState } from "react";

/**
 * Whether a text does not fit into the height it may have, so that it has to take the keyboard focus to be scrolled. The size
 * of the box is watched; one that shows another text without changing its size needs another `key`.
 */
export function useScrolls(ref: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setScrolls(box.scrollHeight > box.clientHeight + 1));
    observer.observe(box);
    return () => observer.disconnect();
  }, [ref]);
  return scrolls;
}
