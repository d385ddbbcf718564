import fc from "fast-check";
import { expect, test } from "vitest";
import { placeCard } from "./place-card.ts";

const card = { width: 300, height: 200 };
const room = { width: 1280, height: 800 };

const overlaps = (at: { left: number; top: number }, part: typeof card & { left: number; top: number }) =>
  at.left < part.left + part.width &&
  at.left + card.width > part.left &&
  at.top < part.top + part.height &&
  at.top + card.height > part.top;

test("a card stands beside a small part and never on it", () => {
  const part = fc.record({
    left: fc.integer({ min: 0, max: 1180 }),
    top: fc.integer({ min: 0, max: 770 }),
    width: fc.constant(100),
    height: fc.constant(30),
  });
  fc.assert(fc.property(part, (box) => !overlaps(placeCard(box, card, room), box)));
});

test("it is always inside the window", () => {
  const box = fc.record({
    left: fc.integer({ min: -200, max: 2000 }),
    top: fc.integer({ min: -200, max: 2000 }),
    width: fc.integer({ min: 0, max: 2000 }),
    height: fc.integer({ min: 0, max: 2000 }),
  });
  fc.assert(
    fc.property(fc.option(box), (part) => {
      const { left, top } = placeCard(part, card, room);
      expect(left).toBeGreaterThanOrEqual(8);
      expect(left + card.width).toBeLessThanOrEqual(room.width - 8);
      expect(top).toBeGreaterThanOrEqual(8);
      expect(top + card.height).toBeLessThanOrEqual(room.height - 8);
    }),
  );
});

test("a preferred side is taken where the card covers little there", () => {
  const graph = { left: 205, top: 80, width: 745, height: 450 };
  expect(placeCard(graph, card, room, "right")).toEqual({ left: 962, top: 80 });
  expect(placeCard(graph, card, room, "left")).toEqual(placeCard(graph, card, room));
});

test("on a part that fills the window it stands in the lower right corner", () => {
  expect(placeCard({ left: 0, top: 0, ...room }, card, room)).toEqual({ left: 968, top: 588 });
});

test("a window smaller than the card shows its beginning", () => {
  expect(placeCard(null, card, { width: 200, height: 100 })).toEqual({ left: 8, top: 8 });
});
