import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useNewHeights, useRowHeight } from "../../components/use-rows.ts";

interface VirtualListProps {
  label: string;
  count: number;
  children: (index: number) => ReactNode;
}

const FIRST_RECT = { width: 260, height: 160 }; // until the real size has been measured

/** A list of any length of which only the lines in sight exist. Arrow keys, Home and End walk from line to line. */
export function VirtualList({ label, count, children }: VirtualListProps) {
  const scroller = useRef<HTMLUListElement>(null);
  const rowHeight = useRowHeight("line");
  // The compiler that this rule speaks for is not in use: nothing here is memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    initialRect: FIRST_RECT,
  });
  useNewHeights(virtualizer, rowHeight);

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const line = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    const index = Number(line?.dataset.index);
    const next = nextIndex(event.key, index, count);
    if (next === null) return;
    event.preventDefault();
    virtualizer.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] button`)?.focus(),
    );
  };
  return (
    <ul ref={scroller} aria-label={label} className="basket-scroller" onKeyDown={onKeyDown}>
      <li aria-hidden="true" style={{ height: virtualizer.getTotalSize() }} />
      {virtualizer.getVirtualItems().map(({ index, start, size }) => (
        <li
          key={index}
          data-index={index}
          aria-setsize={count}
          aria-posinset={index + 1}
          className="basket-scroller-line"
          style={{ height: size, transform: `translateY(${start}px)` }}
        >
          {children(index)}
        </li>
      ))}
    </ul>
  );
}

/** The line that a key leads to, or null for a key that leads nowhere. */
function nextIndex(key: string, index: number, count: number): number | null {
  if (Number.isNaN(index)) return null;
  if (key === "ArrowDown") return Math.min(index + 1, count - 1);
  if (key === "ArrowUp") return Math.max(index - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
