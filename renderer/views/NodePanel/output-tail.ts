/** A few lines of an output file, chosen to show what went wrong. */
export interface OutputTail {
  lines: readonly { text: string; isTelling: boolean }[];
  /** Number of the first line shown, from 1; null when the file was not read from its start. */
  firstLine: number | null;
  hasTelling: boolean;
}

const GRAVE = /error|not achieved|stopping|exception|traceback|killed|fatal|abort/i;
const MILD = /warning/i;
const RULE = /^\s*[-=*%#_]{3,}\s*$/; // a line that only draws a line
const BEFORE = 4;
const AFTER = 3;

/**
 * The lines around the last one that tells of trouble, or the last ones that say anything.
 * @param isWhole False when `text` is only the end of the file: its first line may be half a line and is left out.
 */
export function outputTail(text: string, isWhole: boolean): OutputTail {
  const all = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const lines = isWhole || all.length === 1 ? all : all.slice(1);
  const grave = lines.findLastIndex((line) => GRAVE.test(line));
  const telling = grave === -1 ? lines.findLastIndex((line) => MILD.test(line)) : grave;
  let start = telling === -1 ? lines.length - BEFORE - AFTER - 1 : telling - BEFORE;
  start = Math.max(0, Math.min(start, lines.length - BEFORE - AFTER - 1));
  let end = Math.min(lines.length, start + BEFORE + AFTER + 1);
  const isIdle = (at: number) => lines[at]!.trim() === "" || RULE.test(lines[at]!);
  while (start < end - 1 && isIdle(start)) start++;
  while (end - 1 > start && isIdle(end - 1)) end--;
  return {
    lines: lines
      .slice(start, end)
      .map((line) => ({ text: line, isTelling: GRAVE.test(line) || MILD.test(line) })),
    firstLine: isWhole ? start + 1 : null,
    hasTelling: telling !== -1,
  };
}
