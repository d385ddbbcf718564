/** A few lines of an output file, chosen to show what went wrong. */
export interface OutputTail {
  lines: readonly { text: string; isTelling: boolean }[];
  /** Number, from 1, of the telling line, else of the first one shown; null when the file was not read from its start. */
  lineNumber: number | null;
  hasTelling: boolean;
}

const GRAVE =
  /error|not (achieved|converged)|stopping|exception|traceback|killed|fatal|abort|exceeded|failed|cannot|no such file|segmentation fault|out of memory/i;
const MILD = /warning/i;
const RULE = /^\s*[-=*%#_+]{3,}\s*$/; // a line that only draws a line
const BEFORE = 3;
const AFTER = 2;

/**
 * The lines around the last one that tells of trouble, or the last ones that say anything; empty lines and drawn ones
 * are left out, and so is the indentation that all share.
 * @param isWhole False when `text` is only the end of the file: its first line may be half a line and is left out.
 */
export function outputTail(text: string, isWhole: boolean): OutputTail {
  const all = text.replaceAll("\r\n", "\n").split("\n");
  const spoken = (isWhole || all.length === 1 ? all : all.slice(1))
    .map((line, at) => ({ line: line.replaceAll("\t", "    ").trimEnd(), number: at + 1 }))
    .filter(({ line }) => line !== "" && !RULE.test(line));
  const grave = spoken.findLastIndex(({ line }) => GRAVE.test(line));
  const telling = grave === -1 ? spoken.findLastIndex(({ line }) => MILD.test(line)) : grave;
  const last = spoken.length - BEFORE - AFTER - 1;
  const start = Math.max(0, telling === -1 ? last : Math.min(telling - BEFORE, last));
  const shown = spoken.slice(start, start + BEFORE + AFTER + 1);
  const indent = Math.min(...shown.map(({ line }) => line.search(/\S/)));
  return {
    lines: shown.map(({ line }) => ({
      text: line.slice(indent),
      isTelling: GRAVE.test(line) || MILD.test(line),
    })),
    lineNumber: isWhole ? (spoken[telling === -1 ? start : telling]?.number ?? null) : null,
    hasTelling: telling !== -1,
  };
}
