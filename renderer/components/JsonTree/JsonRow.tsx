import { ChevronDown, ChevronRight } from "lucide-react";
import type { CSSProperties, MouseEvent } from "react";
import { type JsonIndex, jsonKey, jsonKind, jsonText } from "../../../shared/json/json-index.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { Highlight } from "../Highlight.tsx";
import { formatCount } from "../number-text.ts";
import { isContainer, plainBeginning } from "./json-rows.ts";

/** Characters of a value in its row; the rest is in the details. */
const ROW_LIMIT = 240;

interface JsonRowProps {
  id: string;
  index: JsonIndex;
  value: number;
  place: number;
  setSize: number;
  isOpen: boolean;
  isActive: boolean;
  isMatch: boolean;
  pattern: RegExp | null;
  style: CSSProperties;
  onChoose: () => void;
  onToggle: () => void;
  onMenu: (event: MouseEvent) => void;
}

/** One value: its key or place, and what it is. A container shows how much it holds. */
export function JsonRow({
  id,
  index,
  value,
  place,
  setSize,
  isOpen,
  isActive,
  isMatch,
  pattern,
  style,
  onChoose,
  onToggle,
  onMenu,
}: JsonRowProps) {
  const holds = isContainer(index, value);
  const key = jsonKey(index, value);
  const level = Math.max(1, index.depth[value]!);
  const name = key === null ? String(place - 1) : escapeLine(key);
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={setSize}
      aria-expanded={holds ? isOpen : undefined}
      aria-selected={isActive}
      className={`json-row${isActive ? " is-active" : ""}${isMatch ? " is-match" : ""}`}
      style={{ ...style, paddingLeft: `${(Math.min(level, 24) - 1) * 14 + 10}px` }}
      onClick={onChoose}
      onContextMenu={onMenu}
      onDoubleClick={holds ? onToggle : undefined}
    >
      {holds && index.members[value]! > 0 ? (
        <button type="button" className="json-toggle" tabIndex={-1} aria-hidden="true" onClick={onToggle}>
          {isOpen ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
        </button>
      ) : (
        <span className="json-toggle" />
      )}
      <span className={key === null ? "json-place" : "json-key"}>
        <Highlight text={name} pattern={key === null ? null : pattern} />
      </span>
      <JsonValue index={index} value={value} pattern={pattern} />
    </div>
  );
}

function JsonValue({ index, value, pattern }: { index: JsonIndex; value: number; pattern: RegExp | null }) {
  const kind = jsonKind(index, value);
  if (kind === "object" || kind === "array") {
    const count = formatCount(index.members[value]!);
    return <span className="json-count">{kind === "object" ? `{${count}}` : `[${count}]`}</span>;
  }
  const text =
    kind === "string" ? JSON.stringify(plainBeginning(index, value, ROW_LIMIT + 1)) : jsonText(index, value);
  const shown = text.length > ROW_LIMIT ? `${text.slice(0, ROW_LIMIT)}…` : text;
  return (
    <span className={`json-value is-${kind}`}>
      <Highlight text={escapeLine(shown)} pattern={pattern} />
    </span>
  );
}
