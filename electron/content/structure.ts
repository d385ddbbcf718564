import { AppError } from "../../shared/ipc/errors.ts";

/** A crystal or molecule: lattice, sites and what follows from them. */
export interface Structure {
  formula: string;
  cell: number[][];
  pbc: boolean[];
  lengths: number[];
  angles: number[];
  volume: number;
  density: number | null;
  siteCount: number;
  sites: { kind: string; symbols: string; position: number[] }[];
}

interface Kind {
  symbols: string;
  /** Mass of what sits on one site, in u; null when it is not stored. */
  mass: number | null;
}

/** g/cm³ of one u/Å³ (CODATA 2018: 1 u = 1.66053906660e-24 g). */
const DENSITY_UNIT = 1.6605390666;
/** AiiDA's threshold for "the weights add up to one": below it a part of the site is vacant. */
const WEIGHT_THRESHOLD = 1e-6;
const MAX_SITES = 5_000;
/** In Å. Far beyond any crystal, and products of three of them are still numbers. */
const MAX_COORDINATE = 1e100;

/**
 * Read the attributes of a StructureData node (`docs/data-model.md`, "Nodes"). Lengths in Å, angles in degrees,
 * density in g/cm³ (null when a mass is missing or the cell is not 3-periodic); at most 5,000 sites are listed.
 * @throws AppError `file/not-found` when the attributes are not those of a structure.
 */
export function readStructure(attributesText: string): Structure {
  const attributes = parseObject(attributesText);
  const cell = attributes["cell"];
  const sites = attributes["sites"];
  const kinds = attributes["kinds"];
  if (!isCell(cell) || !Array.isArray(sites) || !Array.isArray(kinds)) throw notAStructure();
  const kindsByName = new Map(kinds.filter(isRecord).map((kind) => [String(kind["name"]), readKind(kind)]));
  const siteKinds = sites.map((site) => (isRecord(site) ? String(site["kind_name"]) : "?"));
  const pbc = ["pbc1", "pbc2", "pbc3"].map((key) => attributes[key] === true);
  const volume = Math.abs(dot(cell[0]!, cross(cell[1]!, cell[2]!)));
  return {
    formula: hillFormula(siteKinds.map((kind) => kindsByName.get(kind)?.symbols ?? kind)),
    cell,
    pbc,
    lengths: cell.map(length),
    angles: [angle(cell[1]!, cell[2]!), angle(cell[0]!, cell[2]!), angle(cell[0]!, cell[1]!)],
    volume,
    density: pbc.every(Boolean)
      ? density(
          siteKinds.map((kind) => kindsByName.get(kind)?.mass ?? null),
          volume,
        )
      : null,
    siteCount: sites.length,
    sites: sites.slice(0, MAX_SITES).map((site, position) => {
      const kind = siteKinds[position]!;
      const place: unknown = isRecord(site) ? site["position"] : null;
      return {
        kind,
        symbols: kindsByName.get(kind)?.symbols ?? kind,
        position: isVector(place) ? place : [],
      };
    }),
  };
}

function readKind(kind: Record<string, unknown>): Kind {
  const symbols = Array.isArray(kind["symbols"]) ? kind["symbols"].map(String) : [];
  const weights = Array.isArray(kind["weights"]) ? kind["weights"].map(Number) : [];
  const occupied = weights.length === 0 ? 1 : weights.reduce((sum, weight) => sum + weight, 0);
  const mass = kind["mass"];
  return {
    symbols: symbolsText(symbols, weights),
    // The stored mass of an alloy is the mean of what is there, so vacancies still have to be counted in.
    mass: typeof mass === "number" ? mass * occupied : null,
  };
}

/** As AiiDA writes a kind: `Si`, or `{Ge0.25Si0.70X0.05}` for an alloy with vacancies (`X`), parts in code-unit order. */
function symbolsText(symbols: readonly string[], weights: readonly number[]): string {
  if (symbols.length === 1 && (weights[0] ?? 1) === 1) return symbols[0]!;
  const parts = symbols.map((symbol, position) => `${symbol}${(weights[position] ?? 0).toFixed(2)}`);
  const vacant = 1 - weights.reduce((sum, weight) => sum + weight, 0);
  if (vacant >= WEIGHT_THRESHOLD) parts.push(`X${vacant.toFixed(2)}`);
  return `{${parts.sort().join("")}}`;
}

/** Hill order: carbon, hydrogen, then the rest by name; without carbon all by name. */
function hillFormula(symbols: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const place = (symbol: string) =>
    !counts.has("C") ? symbol : symbol === "C" ? "0" : symbol === "H" ? "1" : symbol;
  return [...counts]
    .sort(([a], [b]) => (place(a) < place(b) ? -1 : 1))
    .map(([symbol, count]) => (count === 1 ? symbol : `${symbol}${count}`))
    .join("");
}

function density(masses: readonly (number | null)[], volume: number): number | null {
  let total = 0;
  for (const mass of masses) {
    if (mass === null || mass <= 0) return null;
    total += mass;
  }
  const value = (total / volume) * DENSITY_UNIT;
  return volume > 0 && total > 0 && Number.isFinite(value) ? value : null;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (cause) {
    throw notAStructure(cause);
  }
  throw notAStructure();
}

function notAStructure(cause?: unknown): AppError {
  return new AppError(
    "file/not-found",
    "The attributes of this node are not those of a structure.",
    {},
    { cause },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON may say 1e999, which is read as infinite. */
function isCoordinate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= MAX_COORDINATE;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 3 && value.every(isCoordinate);
}

function isCell(value: unknown): value is number[][] {
  return Array.isArray(value) && value.length === 3 && value.every(isVector);
}

const dot = (a: readonly number[], b: readonly number[]) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

const cross = (a: readonly number[], b: readonly number[]) => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];

const length = (a: readonly number[]) => Math.sqrt(dot(a, a));

/** In degrees; 90 when a vector has no length, as a missing direction is at right angles to all. */
function angle(a: readonly number[], b: readonly number[]): number {
  const lengths = length(a) * length(b);
  if (lengths === 0) return 90;
  return (Math.acos(Math.max(-1, Math.min(1, dot(a, b) / lengths))) * 180) / Math.PI;
}
