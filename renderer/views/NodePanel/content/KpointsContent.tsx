import { indexJson, jsonMembers, jsonText } from "../../../../shared/json/json-index.ts";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { Fact } from "../Facts.tsx";
import { useNodeJson } from "../json/use-json-index.ts";
import { ArraysContent } from "./ArraysContent.tsx";
import { attributeTexts } from "./attribute-texts.ts";

/** A mesh of k-points in words, or the list of them as the array that it is. */
export function KpointsContent({ nodeId }: { nodeId: number }) {
  const { data, error } = useNodeJson(nodeId, "attributes");
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="node-empty">Reading…</p>;
  const texts = attributeTexts(data.index?.text ?? "");
  const mesh = elements(texts.get("mesh"));
  if (mesh?.length !== 3 || !mesh.every((count) => /^\d{1,9}$/.test(count)))
    return <ArraysContent nodeId={nodeId} />;
  return (
    <div className="content">
      <p className="value is-large selectable">{mesh.join(" × ")}</p>
      <dl className="facts">
        <Fact name="Kind">regular mesh</Fact>
        <Fact name="Offset">{elements(texts.get("offset"))?.join(", ") ?? "not stored"}</Fact>
        <Fact name="Points">
          {String(mesh.reduce((product, count) => product * BigInt(count), 1n))} without symmetry
        </Fact>
      </dl>
    </div>
  );
}

/** The elements of a list of whole numbers or floats, verbatim; null for anything else. */
function elements(text: string | undefined): string[] | null {
  if (!text?.startsWith("[")) return null;
  const index = indexJson(text);
  return Array.from(jsonMembers(index, 0), (member) => jsonText(index, member)).slice(0, 10);
}
