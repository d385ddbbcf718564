import { elementScroll, observeElementOffset, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { useNewHeights, useRowHeight } from "../../components/use-rows.ts";
import { offsetToShow, scrollScale } from "./scroll-scale.ts";

const FIRST_RECT = { width: 700, height: 240 }; // until the real size has been measured
/** Lists up to this length are drawn whole: a screen reader can then read on, past what is in sight. */
const DRAWN_WHOLE = 300;
const OVERSCAN = 8;

/**
 * The rows in sight of a list of any length, below a header of one row that stays on top.
 * @param activeIndex The row that stays in sight when the table gets smaller; -1: none.
 */
export function useRowWindow(count: number, activeIndex: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight("row");
  const heights = useCallback(() => {
    const viewHeight = Math.max(0, (scroller.current?.clientHeight ?? FIRST_RECT.height) - rowHeight);
    return { viewHeight, ...scrollScale(count * rowHeight, viewHeight) };
  }, [count, rowHeight]);
  // The compiler that this rule speaks for is not in use: nothing here is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: count <= DRAWN_WHOLE ? count : OVERSCAN,
    initialRect: FIRST_RECT,
    observeElementOffset: (instance, tell) =>
      observeElementOffset(instance, (offset, isScrolling) => tell(offset * heights().scale, isScrolling)),
    scrollToFn: (offset, options, instance) => elementScroll(offset / heights().scale, options, instance),
  });
  useNewHeights(virtualizer, rowHeight);

  const showRow = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element || index < 0) return;
      const { viewHeight, scale } = heights();
      const offset = offsetToShow(index, { rowHeight, viewHeight, offset: element.scrollTop * scale });
      if (offset !== null) element.scrollTop = offset / scale;
    },
    [heights, rowHeight],
  );
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    const resized = new ResizeObserver(() => {
      const viewHeight = height - rowHeight; // before
      height = element.clientHeight;
      const offset = element.scrollTop * heights().scale;
      if (offsetToShow(activeIndex, { rowHeight, viewHeight, offset }) === null) showRow(activeIndex);
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, [activeIndex, heights, rowHeight, showRow]);

  const { boxHeight, scale, viewHeight } = heights();
  const offset = virtualizer.scrollOffset ?? 0;
  return {
    scroller,
    boxHeight,
    /** Rows that fit in sight: what PageUp and PageDown move by. */
    pageRows: Math.max(1, Math.floor(viewHeight / rowHeight) - 1),
    /** `top` is the place inside the box, in px. */
    rows: virtualizer.getVirtualItems().map(({ index, start, size }) => ({
      index,
      size,
      top: scale === 1 ? start : start - offset + offset / scale,
    })),
    showRow,
  };
}
