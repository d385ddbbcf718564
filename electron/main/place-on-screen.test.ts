import { expect, test } from "vitest";
import { cascaded, fitted } from "./place-on-screen.ts";

const LAPTOP = { x: 0, y: 0, width: 1440, height: 900 };
const DESK = { x: 1440, y: -200, width: 2560, height: 1440 };

test("a window stays where it can be seen and grabbed", () => {
  const onDesk = { x: 2000, y: 0, width: 1280, height: 800 };
  expect(fitted(onDesk, [LAPTOP, DESK])).toEqual(onDesk);
  const halfOut = { x: -600, y: 300, width: 1280, height: 800 };
  expect(fitted(halfOut, [LAPTOP])).toEqual(halfOut);
});

test("a window comes back from a screen that is gone, no larger than the one that is left", () => {
  expect(fitted({ x: 2000, y: 0, width: 1280, height: 800 }, [LAPTOP])).toEqual({
    x: 80,
    y: 50,
    width: 1280,
    height: 800,
  });
  expect(fitted({ x: 1440, y: -200, width: 2560, height: 1440 }, [LAPTOP])).toEqual(LAPTOP);
  expect(fitted({ x: 100, y: -500, width: 800, height: 700 }, [LAPTOP]).y).toBeGreaterThanOrEqual(0);
});

test("new windows never cover the one they came from, and stay on its screen", () => {
  let place = { x: 0, y: 0, width: 1280, height: 800 };
  for (let i = 0; i < 50; i++) {
    const next = cascaded(place, [LAPTOP, DESK]);
    expect([next.x, next.y]).not.toEqual([place.x, place.y]);
    expect(next.x + next.width).toBeLessThanOrEqual(1440);
    expect(next.y + next.height).toBeLessThanOrEqual(900);
    place = next;
  }
  const full = cascaded({ ...LAPTOP }, [LAPTOP]);
  expect([full.x, full.y]).toEqual([32, 32]);
});
