import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { escapeLine } from "../../../../../shared/text/escape.ts";
import { useCommands } from "../../../../commands/commands.ts";
import { ErrorNotice } from "../../../../components/ErrorNotice.tsx";
import { FindBar } from "../../../../components/FindBar.tsx";
import { Highlight } from "../../../../components/Highlight.tsx";
import { queryPattern } from "../../../../components/JsonTree/json-search.ts";
import { formatBytes, formatCount } from "../../../../components/number-text.ts";
import { MAX_ROWS, useRows } from "../../../../components/use-rows.ts";
import type { FileRef } from "./file-ref.ts";
import { matchingRows } from "./text-lines.ts";
import { PART_BYTES, partCount, useTextLines } from "./use-text-lines.ts";

const MAX_FOUND = 100_000;

interface TextViewProps {
  file: FileRef;
  totalBytes: number;
  encoding: "utf-8" | "windows-1252";
}

/** A text with line numbers and a search. Only the lines in sight exist; unsafe characters are written out. */
export function TextView({ file, totalBytes, encoding }: TextViewProps) {
  const parts = partCount(totalBytes);
  const [part, setPart] = useState(file.readFrom === "end" ? parts - 1 : 0);
  const { lines, rowCount, isDone, error } = useTextLines(file, totalBytes, encoding, part);
  const [query, setQuery] = useState("");
  const [match, setMatch] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, rowCount, "text");
  const asked = useDeferredValue(query);
  const pattern = useMemo(() => queryPattern(asked), [asked]);
  const matches = useMemo(
    () => matchingRows(lines.rows.slice(0, rowCount), pattern, MAX_FOUND),
    [lines, rowCount, pattern],
  );

  const first = useMemo(
    () => rowToBegin(file.readFrom, lines.numbers, rowCount, isDone),
    [file.readFrom, lines, rowCount, isDone],
  );
  useEffect(() => {
    if (first > 0) virtual.scrollToIndex(first, { align: "center" });
    // oxlint-disable-next-line react/exhaustive-deps -- the list itself changes with each drawing
  }, [first]);

  const show = (found: readonly number[], place: number) => {
    const row = found[place];
    if (row === undefined) return;
    setMatch(place);
    virtual.scrollToIndex(row, { align: "center" });
  };
  const onQuery = (text: string) => {
    setQuery(text);
    setMatch(0);
    show(matchingRows(lines.rows, queryPattern(text), 1), 0);
  };
  const marked = query === "" ? (typeof file.readFrom === "number" ? first : -1) : (matches[match] ?? -1);
  const digits = Math.max(2, String(lines.lines).length);
  const goToPart = (next: number) => {
    setPart(next);
    setMatch(0);
    scroller.current?.scrollTo({ top: 0, left: 0 });
  };
  return (
    <div className="file-view">
      <FindBar
        label="Find in file"
        query={query}
        onQuery={onQuery}
        current={match}
        count={matches.length}
        isMore={matches.length >= MAX_FOUND || !isDone}
        onMove={(step) =>
          matches.length > 0 && show(matches, (match + step + matches.length) % matches.length)
        }
      />
      {parts > 1 && <TextParts part={part} totalBytes={totalBytes} onPart={goToPart} />}
      {rowCount > MAX_ROWS && (
        <p className="file-note">
          The first {formatCount(MAX_ROWS)} lines are shown. Save the file to see all of it.
        </p>
      )}
      {encoding !== "utf-8" && <p className="file-note">Not UTF-8; read as Latin-1.</p>}
      {error && <ErrorNotice error={error} />}
      <div
        ref={scroller}
        className="file-scroller selectable"
        tabIndex={0}
        role="region"
        aria-label="File text"
        aria-busy={!isDone}
      >
        <div
          className="text-sheet"
          style={{ height: virtual.getTotalSize(), width: `calc(${lines.longest + digits + 4}ch + 16px)` }}
        >
          {virtual.getVirtualItems().map(({ index, start, size }) => (
            <div
              key={index}
              className={index === marked ? "text-row is-match" : "text-row"}
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <span
                className="text-number"
                style={{ width: `${digits}ch` }}
                data-number={lines.numbers[index] || ""}
              />
              <span className="text-line">
                <Highlight text={shownLine(lines.rows[index] ?? "")} pattern={pattern} />
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface TextPartsProps {
  part: number;
  totalBytes: number;
  onPart: (part: number) => void;
}

/** A text too long to be held at once says which part of it this is, and leads to the others. */
function TextParts({ part, totalBytes, onPart }: TextPartsProps) {
  const parts = partCount(totalBytes);
  const isLast = part === parts - 1 ? "this is the last part" : undefined;
  useCommands({
    "file-next": { run: () => onPart(part + 1), off: isLast },
    "file-previous": { run: () => onPart(part - 1), off: part === 0 ? "this is the first part" : undefined },
    "file-last": { run: () => onPart(parts - 1), off: isLast },
  });
  const end = Math.min(totalBytes, (part + 1) * PART_BYTES);
  return (
    <div className="file-parts">
      <button
        type="button"
        className="button is-small"
        disabled={part === 0}
        onClick={() => onPart(part - 1)}
      >
        Previous part
      </button>
      <button
        type="button"
        className="button is-small"
        disabled={part === parts - 1}
        onClick={() => onPart(part + 1)}
      >
        Next part
      </button>
      <button
        type="button"
        className="button is-small"
        disabled={part === parts - 1}
        onClick={() => onPart(parts - 1)}
      >
        Last
      </button>
      <span role="status" aria-label="Part of the file" className="file-parts-where">
        {`${formatBytes(part * PART_BYTES)} to ${formatBytes(end)} of ${formatBytes(totalBytes)}; a search looks in here`}
      </span>
    </div>
  );
}

/** The row to begin with: that of a line, the last one once all are there; −1 for the start. */
function rowToBegin(
  readFrom: FileRef["readFrom"],
  numbers: readonly number[],
  rowCount: number,
  isDone: boolean,
): number {
  if (readFrom === undefined) return -1;
  return readFrom === "end" ? (isDone ? rowCount - 1 : -1) : numbers.indexOf(readFrom);
}

/** Unsafe characters written out; tabs stay. */
function shownLine(line: string): string {
  return line.split("\t").map(escapeLine).join("\t");
}
