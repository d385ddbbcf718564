import { type RefObject, useEffect, useState } from "react";
import { type Box, placeCard, type Side } from "./place-card.ts";

/**
 * Keep a ring around a part of the window and a card beside it, wherever panes, zoom and text size move them: both are
 * measured with each frame and moved only when they changed. Answers whether the part is there.
 */
export function usePointing(
  findPart: () => Element | null,
  card: RefObject<HTMLElement | null>,
  ring: RefObject<HTMLElement | null>,
  side: Side | null = null,
): boolean {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    let frame = 0;
    let last = "";
    findPart()?.scrollIntoView({ block: "nearest" });
    const look = () => {
      frame = requestAnimationFrame(look);
      if (!card.current || !ring.current) return;
      const room = { width: window.innerWidth, height: window.innerHeight };
      const box = boxOf(findPart(), room);
      const size = { width: card.current.offsetWidth, height: card.current.offsetHeight };
      const now = JSON.stringify([box, size, room]);
      if (now === last) return;
      last = now;
      setThere(box !== null);
      const { left, top } = placeCard(box, size, room, side);
      Object.assign(card.current.style, { left: `${left}px`, top: `${top}px` });
      ring.current.hidden = box === null;
      if (box)
        Object.assign(ring.current.style, {
          left: `${box.left}px`,
          top: `${box.top}px`,
          width: `${box.width}px`,
          height: `${box.height}px`,
        });
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [findPart, card, ring, side]);
  return isThere;
}

const ROOM = 4; // between a part and its ring

/** Where an element is seen, with room for a ring, cut at the edges of the window; null where nothing of it is. */
function boxOf(element: Element | null, room: { width: number; height: number }): Box | null {
  if (!element) return null;
  const seen = element.getBoundingClientRect();
  if (seen.width === 0 || seen.height === 0) return null;
  const left = Math.max(2, seen.left - ROOM);
  const top = Math.max(2, seen.top - ROOM);
  const width = Math.min(room.width - 2, seen.right + ROOM) - left;
  const height = Math.min(room.height - 2, seen.bottom + ROOM) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}
