/**
 * Browsers stop at about 33 million pixels (Chromium: 2^25), some engines at 17: a longer list is scrolled in a shorter
 * box. The offset in the list is then the scroll position times a scale; rows keep their height.
 */
const MAX_SCROLL_PX = 15_000_000;

export interface ScrollScale {
  /** Height of the box that holds the rows. */
  boxHeight: number;
  /** Pixels of the list for one pixel of scrolling; 1 for every list that fits. */
  scale: number;
}

/** The scale for a list of `fullHeight` seen through a window of `viewHeight`, both in px. */
export function scrollScale(fullHeight: number, viewHeight: number): ScrollScale {
  if (fullHeight <= MAX_SCROLL_PX) return { boxHeight: fullHeight, scale: 1 };
  const scale = (fullHeight - viewHeight) / (MAX_SCROLL_PX - viewHeight);
  return { boxHeight: MAX_SCROLL_PX, scale };
}

/** The offset in the list that shows a row by the least movement; null when it is in sight already. */
export function offsetToShow(
  index: number,
  { rowHeight, viewHeight, offset }: { rowHeight: number; viewHeight: number; offset: number },
): number | null {
  const top = index * rowHeight;
  if (top < offset) return top;
  const bottom = top + rowHeight;
  return bottom > offset + viewHeight ? Math.max(0, bottom - viewHeight) : null;
}
