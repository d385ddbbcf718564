/** What a damaged file has lost, in numbers. */
export interface LossCounts {
  rowsSkipped: number;
  linksDropped: number;
  nodesWithoutFiles: number;
  valuesEmptied?: number | undefined;
  isAtLeast?: boolean | undefined;
}

/** "at least 3 nodes without files, 2 links dropped, 12 rows skipped": the counts of a damaged file, the zeros too. */
export function lossWords(losses: LossCounts): string {
  const { rowsSkipped, linksDropped, nodesWithoutFiles, valuesEmptied = 0 } = losses;
  const atLeast = losses.isAtLeast === true ? "at least " : "";
  const words = [
    count(nodesWithoutFiles, "node without files", "nodes without files"),
    count(linksDropped, "link dropped", "links dropped"),
    count(rowsSkipped, "row skipped", "rows skipped"),
  ];
  if (valuesEmptied > 0) words.push(count(valuesEmptied, "value emptied", "values emptied"));
  return atLeast + words.join(", ");
}

function count(value: number, one: string, many: string): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}
