import path from "node:path";
import { screen } from "electron";
import { z } from "zod";
import { type Place, PlaceSchema } from "./session-schema.ts";
import { StateFile } from "./state-file.ts";

const CASCADE = 32; // px; the title bar of the window below stays in sight
const GRABBABLE = 100; // px of a window that must be on a screen, to take hold of it
const SETUPS_KEPT = 20; // sets of screens that a laptop meets

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The set of screens that is connected now, as a key: sizes, places and scales; the same desk gives the same key. */
export function screensKey(): string {
  return screen
    .getAllDisplays()
    .map(
      ({ bounds, scaleFactor }) => `${bounds.width}x${bounds.height}+${bounds.x}+${bounds.y}@${scaleFactor}`,
    )
    .sort()
    .join(" ");
}

/** The areas that windows may take, the main screen first. */
export function workAreas(): Box[] {
  const first = screen.getPrimaryDisplay();
  return [first, ...screen.getAllDisplays().filter(({ id }) => id !== first.id)].map(
    ({ workArea }) => workArea,
  );
}

/**
 * A place that can be seen and grabbed: as it is where enough of it lies on a screen, else in the middle of the first
 * one. Never larger than the screen it is on.
 */
export function fitted<P extends Box>(place: P, areas: readonly Box[] = workAreas()): P {
  const first = areas[0];
  if (!first) return place;
  const home = areas.find((area) => overlap(place, area) && place.y >= area.y - 1);
  const area = home ?? first;
  const width = Math.min(place.width, area.width);
  const height = Math.min(place.height, area.height);
  if (home) return { ...place, width, height };
  const x = Math.round(area.x + (area.width - width) / 2);
  const y = Math.round(area.y + (area.height - height) / 2);
  return { ...place, x, y, width, height };
}

function overlap(place: Box, area: Box): boolean {
  const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const down = Math.min(place.y + place.height, area.y + area.height) - Math.max(place.y, area.y);
  return across >= GRABBABLE && down >= GRABBABLE;
}

/** A place a step below and right of another window, again at the screen's corner where it would leave the screen. */
export function cascaded(from: Box, areas: readonly Box[] = workAreas()): Box {
  const area = areas.find((one) => overlap(from, one)) ?? areas[0] ?? from;
  const { width, height } = from;
  const step = (at: number, size: number, start: number, room: number) =>
    at + CASCADE + size <= start + room
      ? at + CASCADE
      : start + ((at - start + CASCADE) % Math.max(CASCADE * 2, room - size + CASCADE));
  return fitted(
    {
      x: step(from.x, width, area.x, area.width),
      y: step(from.y, height, area.y, area.height),
      width,
      height,
    },
    areas,
  );
}

const Places = z.record(z.string(), PlaceSchema);

/** Where the last window stood, for each set of screens. */
export class PlaceMemory {
  readonly #file: StateFile<Record<string, Place>>;

  constructor(folder: string) {
    this.#file = new StateFile(path.join(folder, "window-places.json"), (value) =>
      Places.catch({}).parse(value),
    );
  }

  /** The place on the screens at hand, or null. */
  get(): Place | null {
    return this.#file.get()[screensKey()] ?? null;
  }

  set(place: Place): void {
    const key = screensKey();
    const others = Object.entries(this.#file.get()).filter(([known]) => known !== key);
    this.#file.set(Object.fromEntries([...others, [key, place] as const].slice(-SETUPS_KEPT)));
  }
}
