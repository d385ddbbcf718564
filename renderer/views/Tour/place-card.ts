/** A part of the window in px from its top left corner. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

const GAP = 12; // between the card and what it points at
const EDGE = 8; // between the card and the edge of the window
const COVERS_LITTLE = 0.2; // this share of a card may lie on the part

/**
 * Where a card stands beside the part that it points at: on the side where it covers least of it, or, where it would cover
 * much on every side, in the lower right corner of the part. Always inside the window. Without a part: in the middle,
 * towards the bottom.
 */
export function placeCard(part: Box | null, card: Size, room: Size): { left: number; top: number } {
  const inside = ({ left, top }: { left: number; top: number }) => ({
    left: clamp(left, EDGE, room.width - card.width - EDGE),
    top: clamp(top, EDGE, room.height - card.height - EDGE),
  });
  if (!part) return inside({ left: (room.width - card.width) / 2, top: room.height - card.height - 48 });
  const right = part.left + part.width;
  const bottom = part.top + part.height;
  const places = [
    { left: part.left - card.width - GAP, top: part.top }, // left of it
    { left: right + GAP, top: part.top },
    { left: part.left + (part.width - card.width) / 2, top: part.top - card.height - GAP }, // above
    { left: part.left + (part.width - card.width) / 2, top: bottom + GAP },
  ];
  const covers = places.map(inside).map((at) => ({ at, share: sharedArea(at, card, part) / area(card) }));
  const best = covers.reduce((one, other) => (other.share < one.share ? other : one));
  if (best.share <= COVERS_LITTLE) return best.at;
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
