import type { ClosureCounts } from "../provenance/closure.ts";

/** Counts of a closure as aligned lines for people: "  nodes        7". */
export function countLines(counts: ClosureCounts): string[] {
  return alignedLines(Object.entries(counts));
}

/** Names and numbers in two columns, the numbers right-aligned with thousands separators. */
export function alignedLines(rows: readonly (readonly [name: string, value: number])[]): string[] {
  const shown = rows.map(([name, value]) => [name, value.toLocaleString("en-US")] as const);
  const nameWidth = Math.max(0, ...shown.map(([name]) => name.length));
  const valueWidth = Math.max(0, ...shown.map(([, value]) => value.length));
  return shown.map(([name, value]) => `  ${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}`);
}
