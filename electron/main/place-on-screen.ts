const CASCADE = 32; // px; the title bar of the window below stays in sight
const GRABBABLE = 100; // px of a window that must be on a screen, to take hold of it

/** Place and size of a window or a screen, in the system's units (not device pixels). */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * A place that can be seen and grabbed: as it is where enough of it lies on a screen with its title bar, else in the
 * middle of the first one. Never larger than the screen it is on. `areas`: what windows may take, the main screen first.
 */
export function fitted<P extends Box>(place: P, areas: readonly Box[]): P {
  const [first] = areas;
  if (!first) return place;
  const home = areas.find((area) => overlaps(place, area) && place.y >= area.y - 1);
  const area = home ?? first;
  const width = Math.min(place.width, area.width);
  const height = Math.min(place.height, area.height);
  if (home) return { ...place, width, height };
  const x = Math.round(area.x + (area.width - width) / 2);
  const y = Math.round(area.y + (area.height - height) / 2);
  return { ...place, x, y, width, height };
}

/**
 * A place a step right of and below another window, of the same size. Where it would leave the screen it begins again at
 * the screen's edge, a step away from the other one.
 */
export function cascaded(from: Box, areas: readonly Box[]): Box {
  const area = areas.find((one) => overlaps(from, one)) ?? areas[0] ?? from;
  const step = (at: number, size: number, start: number, room: number) => {
    const next = at + CASCADE;
    if (next + size <= start + room) return next;
    return at - start >= CASCADE ? start : start + CASCADE;
  };
  return {
    x: step(from.x, from.width, area.x, area.width),
    y: step(from.y, from.height, area.y, area.height),
    width: from.width,
    height: from.height,
  };
}

function overlaps(place: Box, area: Box): boolean {
  const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const down = Math.min(place.y + place.height, area.y + area.height) - Math.max(place.y, area.y);
  return across >= GRABBABLE && down >= GRABBABLE;
}
