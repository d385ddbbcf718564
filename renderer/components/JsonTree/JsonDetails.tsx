import { type JsonIndex, jsonKind } from "../../../shared/json/json-index.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import type { MenuEntry } from "../ContextMenu/open-menu.ts";
import { CopyButton } from "../CopyButton.tsx";
import { countOf, formatCount } from "../number-text.ts";
import { jsonPath, plainText } from "./json-rows.ts";

const SHOWN = 20_000; // characters of a long text laid out at once

interface JsonDetailsProps {
  index: JsonIndex;
  value: number;
  /** What can be done with it; of these the lines with words of their own are buttons. */
  actions: readonly MenuEntry[];
}

/** The active value in full: where it is, its text with line breaks, and buttons to copy either. */
export function JsonDetails({ index, value, actions }: JsonDetailsProps) {
  const path = jsonPath(index, value);
  const kind = jsonKind(index, value);
  const isPlain = kind !== "object" && kind !== "array";
  const text = isPlain ? plainText(index, value) : "";
  return (
    <div className="json-details">
      <div className="json-detail">
        <span className="mono json-path selectable" title={escapeLine(path)}>
          {escapeLine(path) || "the whole value"}
        </span>
        {path !== "" && <CopyButton label="Copy path" text={path} />}
      </div>
      <div className="json-detail">
        {isPlain ? (
          <pre className="mono json-full selectable">{escapeBlock(text.slice(0, SHOWN)) || "empty text"}</pre>
        ) : (
          <p className="json-full">
            {kind === "object" ? "Mapping" : "List"} of {countOf(index.members[value]!, "value")}
          </p>
        )}
        <CopyButton label="Copy value" text={async () => plainText(index, value)} />
      </div>
      {text.length > SHOWN && (
        <p className="json-detail-note">
          The first {formatCount(SHOWN)} of {formatCount(text.length)} characters; “Copy value” copies all.
        </p>
      )}
      {actions.length > 0 && (
        <div className="json-detail json-actions">
          {actions.map(
            (entry) =>
              typeof entry === "object" &&
              "run" in entry && (
                <button key={entry.label} type="button" className="button" onClick={entry.run}>
                  {entry.label}
                </button>
              ),
          )}
        </div>
      )}
    </div>
  );
}
