/** A part of the window in px from its top left corner. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a card may stand beside a part. */
export type Side = "left" | "right" | "above" | "below";

interface Size {
  width: number;
  height: number;
}

const GAP = 12; // between the card and what it points at
const EDGE = 8; // between the card and the edge of the window
const SIDES: readonly Side[] = ["left", "right", "above", "below"];
const COVERS_LITTLE = 0.2; // this share of a card may lie on the part

/**
 * Where a card stands beside the part that it points at: on the preferred side if it covers little of it there, else on the
 * one where it covers least, or, where it would cover much on every side, in the lower right corner of the part. Always inside the window. Without a part: in the middle,
 * towards the bottom.
 */
export function placeCard(
  part: Box | null,
  card: Size,
  room: Size,
  preferred: Side | null = null,
): { left: number; top: number } {
  const inside = ({ left, top }: { left: number; top: number }) => ({
    left: clamp(left, EDGE, room.width - card.width - EDGE),
    top: clamp(top, EDGE, room.height - card.height - EDGE),
  });
  if (!part) return inside({ left: (room.width - card.width) / 2, top: room.height - card.height - 48 });
  const right = part.left + part.width;
  const bottom = part.top + part.height;
  const isWide = part.width > 3 * card.width; // beside the middle of the window then, where the graph is
  const middle = isWide ? right - card.width : part.left + (part.width - card.width) / 2;
  const places: Record<Side, { left: number; top: number }> = {
    left: inside({ left: part.left - card.width - GAP, top: part.top }),
    right: inside({ left: right + GAP, top: part.top }),
    above: inside({ left: middle, top: part.top - card.height - GAP }),
    below: inside({ left: middle, top: bottom + GAP }),
  };
  const covers = (side: Side) => sharedArea(places[side], card, part) / area(card);
  if (preferred && covers(preferred) <= COVERS_LITTLE) return places[preferred];
  const best = SIDES.reduce((one, other) => (covers(other) < covers(one) ? other : one));
  if (covers(best) <= COVERS_LITTLE) return places[best];
  return inside({ left: right - card.width - GAP, top: bottom - card.height - GAP });
}

function area({ width, height }: Size): number {
  return width * height;
}

/** What a card at a place has in common with a part, in px². */
function sharedArea(at: { left: number; top: number }, card: Size, part: Box): number {
  const width = Math.min(at.left + card.width, part.left + part.width) - Math.max(at.left, part.left);
  const height = Math.min(at.top + card.height, part.top + part.height) - Math.max(at.top, part.top);
  return Math.max(0, width) * Math.max(0, height);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most)); // a window smaller than the card shows its beginning
}
