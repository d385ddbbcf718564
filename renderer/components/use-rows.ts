import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { rowRem, type RowKind } from "./row-heights.ts";
import { useSettings } from "../state/settings.ts";

/** Rows that a scroller may hold: beyond 16 million pixels a browser stops laying out. */
export const MAX_ROWS = 700_000;

const FIRST_RECT = { width: 320, height: 400 }; // until the real size has been measured

/** Pixels of a length in rem, as text is zoomed now. */
export function remPixels(rem: number): number {
  return rem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

/** Pixels of a row of this kind, as text is zoomed and the density set now. */
export function useRowHeight(kind: RowKind): number {
  const density = useSettings((settings) => settings.density);
  return remPixels(rowRem(kind, density));
}

/** Have a virtual list forget the heights it knows when that of its rows changes. */
export function useNewHeights(virtualizer: { measure(): void }, rowHeight: number): void {
  const known = useRef(rowHeight);
  useLayoutEffect(() => {
    if (known.current === rowHeight) return;
    known.current = rowHeight;
    virtualizer.measure();
  }, [virtualizer, rowHeight]);
}

/** The rows of a long list that are in sight. */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  kind: RowKind,
): Virtualizer<HTMLElement, Element> {
  const rowHeight = useRowHeight(kind);
  // The compiler that this rule speaks for is not in use: nothing here is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: Math.min(count, MAX_ROWS),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: FIRST_RECT,
  });
  useNewHeights(virtualizer, rowHeight);
  return virtualizer;
}
