import { type RefObject, useEffect, useState } from "react";

/** Which side of a row that scrolls sideways holds more, if any, and how to go there. The wheel scrolls it too. */
export function useStripOverflow(strip: RefObject<HTMLElement | null>) {
  const [side, setSide] = useState<"left" | "right" | null>(null);
  useEffect(() => {
    const row = strip.current;
    if (!row) return;
    const measure = () => {
      const hidden = row.scrollWidth - row.clientWidth;
      setSide(hidden <= 1 ? null : row.scrollLeft < hidden - 1 ? "right" : "left");
    };
    const onWheel = (event: WheelEvent) => {
      if (row.scrollWidth <= row.clientWidth || event.deltaX !== 0) return;
      row.scrollBy({ left: event.deltaY });
      event.preventDefault();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(row);
    for (const item of row.children) observer.observe(item); // their counts change with the node
    row.addEventListener("scroll", measure, { passive: true });
    row.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      observer.disconnect();
      row.removeEventListener("scroll", measure);
      row.removeEventListener("wheel", onWheel);
    };
  }, [strip]);
  const scroll = () => {
    const row = strip.current;
    row?.scrollTo({ left: side === "right" ? row.scrollWidth : 0 });
  };
  return { side, scroll };
}
