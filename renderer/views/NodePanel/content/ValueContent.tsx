import { decodeString } from "../../../../shared/json/json-index.ts";
import { memberText } from "../../../../shared/json/json-members.ts";
import { escapeBlock } from "../../../../shared/text/escape.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { formatCount } from "../../../components/number-text.ts";
import { JsonTab } from "../json/JsonTab.tsx";
import { useNodeJson } from "../json/use-json-index.ts";

const SHOWN = 100_000; // characters laid out at once
const LARGE = 40; // characters that fit in large type

/** A number, text or truth value, large and as it is stored: never through a floating-point number. */
export function ValueContent({ nodeId }: { nodeId: number }) {
  const { data, error } = useNodeJson(nodeId, "attributes");
  const index = data?.index;
  const text = index && !index.problem ? memberText(index.text, "value") : null;
  if (error || (data && text === null)) return <JsonTab nodeId={nodeId} column="attributes" />;
  if (text === null) return <p className="node-empty">Reading the value…</p>;
  const isString = text.startsWith('"');
  const value = isString ? decodeString(text) : text;
  return (
    <div className="content">
      <div className="value-bar">
        <h3 className="section-heading">Value</h3>
        <CopyButton label="Copy value" text={value} />
      </div>
      {value === "" ? (
        <p className="node-none">An empty text.</p>
      ) : (
        <pre className={`value selectable ${value.length <= LARGE ? "is-large" : "mono"}`}>
          {escapeBlock(value.slice(0, SHOWN))}
        </pre>
      )}
      {value.length > SHOWN && (
        <p className="array-of">
          The first {formatCount(SHOWN)} of {formatCount(value.length)} characters; copying takes all.
        </p>
      )}
    </div>
  );
}
