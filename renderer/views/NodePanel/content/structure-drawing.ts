/** A vector of three numbers. */
export type Vector = readonly [number, number, number];

/** How the structure is turned: about the upright axis, then towards the viewer; radians. */
export interface Turn {
  yaw: number;
  pitch: number;
}

export interface DrawnAtom {
  x: number;
  y: number;
  depth: number; // larger: nearer
  symbol: string;
}

export interface Drawing {
  /** Drawn far to near. */
  atoms: DrawnAtom[];
  edges: [x1: number, y1: number, x2: number, y2: number][];
  /** Half the side of the square that holds everything at every turn, in Å. */
  reach: number;
}

const CORNERS: readonly Vector[] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [i & 1, (i >> 1) & 1, i >> 2]);

/** Atoms and cell edges as seen from the front, in Å, y downwards, around the middle of the cell. */
export function drawStructure(
  cell: readonly (readonly number[])[],
  sites: readonly { symbols: string; position: readonly number[] }[],
  turn: Turn,
): Drawing {
  const vector = (values: readonly number[] | undefined): Vector => [
    values?.[0] ?? 0,
    values?.[1] ?? 0,
    values?.[2] ?? 0,
  ];
  const [a, b, c] = [vector(cell[0]), vector(cell[1]), vector(cell[2])];
  const at = ([i, j, k]: Vector): Vector => [
    i * a[0] + j * b[0] + k * c[0],
    i * a[1] + j * b[1] + k * c[1],
    i * a[2] + j * b[2] + k * c[2],
  ];
  const middle = at([0.5, 0.5, 0.5]);
  const positions = sites.map(({ position }) => minus(vector(position), middle));
  const corners = CORNERS.map((corner) => minus(at(corner), middle));
  const reach = [...positions, ...corners].reduce((most, point) => Math.max(most, Math.hypot(...point)), 1);
  const seen = corners.map((corner) => turned(corner, turn));
  const edges: Drawing["edges"] = [];
  for (let from = 0; from < 8; from++) {
    for (const bit of [1, 2, 4]) {
      if (from & bit) continue;
      const [start, end] = [seen[from]!, seen[from | bit]!];
      edges.push([start[0], -start[1], end[0], -end[1]]);
    }
  }
  const atoms = positions.map((position, i) => {
    const [x, y, depth] = turned(position, turn);
    return { x, y: -y, depth, symbol: sites[i]!.symbols };
  });
  return { atoms: atoms.sort((one, other) => one.depth - other.depth), edges, reach };
}

/** z is up in a structure, and up on the screen. */
function turned([x, y, z]: Vector, { yaw, pitch }: Turn): Vector {
  const across = x * Math.cos(yaw) - y * Math.sin(yaw);
  const away = x * Math.sin(yaw) + y * Math.cos(yaw);
  return [across, z * Math.cos(pitch) + away * Math.sin(pitch), z * Math.sin(pitch) - away * Math.cos(pitch)];
}

function minus(one: Vector, other: Vector): Vector {
  return [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
}

// After the Corey-Pauling-Koltun models; elements without a colour there get one by their name.
const COLOURS: Record<string, string> = {
  H: "#e8e8e8",
  C: "#5b5f63",
  N: "#3f62d6",
  O: "#d8392f",
  F: "#7fc24f",
  Na: "#9a5fd0",
  Mg: "#5d9c3c",
  Al: "#b9a5a5",
  Si: "#e9bf86",
  P: "#ee8b1d",
  S: "#e3c42c",
  Cl: "#37b34a",
  K: "#8546c4",
  Ca: "#4aa53a",
  Ti: "#a4a8ad",
  Fe: "#c8672c",
  Co: "#d888a0",
  Ni: "#57a857",
  Cu: "#c07a3a",
  Zn: "#7d80b0",
  Ba: "#3f9a3a",
  Au: "#e8c33a",
};

/** The colour of an atom. */
export function atomColour(symbol: string): string {
  const known = COLOURS[symbol];
  if (known) return known;
  let hash = 0;
  for (const character of symbol) hash = (hash * 31 + character.charCodeAt(0)) % 360;
  return `hsl(${hash} 45% 60%)`;
}
