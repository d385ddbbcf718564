export { formatBytes } from "../../shared/text/byte-text.ts";

/** A count with thousands separated: "1,204". */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** "1 node", "31 nodes". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
