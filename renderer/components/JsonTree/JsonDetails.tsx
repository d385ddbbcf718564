import { type JsonIndex, jsonKind } from "../../../shared/json/json-index.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { copyAndSay } from "../copy-and-say.ts";
import { countOf, formatCount } from "../number-text.ts";
import { jsonPath, plainText } from "./json-rows.ts";

const SHOWN = 20_000; // characters of a long text laid out at once

/** The active value in full: where it is, its text with line breaks, and buttons to copy either. */
export function JsonDetails({ index, value }: { index: JsonIndex; value: number }) {
  const path = jsonPath(index, value);
  const kind = jsonKind(index, value);
  const isPlain = kind !== "object" && kind !== "array";
  const text = isPlain ? plainText(index, value) : "";
  return (
    <div className="json-details">
      <div className="json-details-bar">
        <span className="mono json-path selectable" title={escapeLine(path)}>
          {escapeLine(path) || "the whole"}
        </span>
        <button
          type="button"
          className="button is-small"
          onClick={() => void copyAndSay(plainText(index, value), "the value")}
        >
          Copy value
        </button>
        <button type="button" className="button is-small" onClick={() => void copyAndSay(path, "the path")}>
          Copy path
        </button>
      </div>
      {isPlain ? (
        <pre className="mono json-full selectable">{escapeBlock(text.slice(0, SHOWN)) || "empty text"}</pre>
      ) : (
        <p className="json-full">
          {kind === "object" ? "Mapping" : "List"} of {countOf(index.members[value]!, "value")}
        </p>
      )}
      {text.length > SHOWN && (
        <p className="json-note">
          The first {formatCount(SHOWN)} of {formatCount(text.length)} characters; “Copy value” copies all.
        </p>
      )}
    </div>
  );
}
