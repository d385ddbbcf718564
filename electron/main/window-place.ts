import path from "node:path";
import { screen } from "electron";
import { z } from "zod";
import type { Box } from "./place-on-screen.ts";
import { type Place, PlaceSchema } from "./session-schema.ts";
import { StateFile } from "./state-file.ts";

const SETUPS_KEPT = 20; // sets of screens that a laptop meets

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
