import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { countOf, formatBytes } from "../../../components/number-text.ts";
import { engineQuery } from "../../../queries/engine-query.ts";
import { useSourceId } from "../../../state/source-view.ts";
import { dtypeName } from "./content-kind.ts";
import { ArrayTable } from "./ArrayTable.tsx";

export type ArrayInfo = EngineOutput<"node.arrays">[number];

/** The arrays of a node: what there is, and the one that was chosen as a table. */
export function ArraysContent({ nodeId }: { nodeId: number }) {
  const { data, error } = useQuery(engineQuery(useSourceId(), "node.arrays", { nodeId }));
  const [chosen, setChosen] = useState<string | null>(null);
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="node-empty">Reading the arrays…</p>;
  if (data.length === 0)
    return <p className="node-empty">No arrays. Those that the node keeps would be shown as tables here.</p>;
  const shown = data.find(({ name }) => name === chosen) ?? firstShown(data);
  return (
    <div className="content">
      <h3 className="section-heading">{countOf(data.length, "array")}</h3>
      <ul className="array-list" aria-label="Arrays">
        {data.map((array) => (
          <li key={array.name}>
            <button
              type="button"
              className="array-line"
              aria-pressed={array === shown}
              title={`${escapeLine(array.path)} · ${escapeLine(array.dtype)} · ${formatBytes(array.sizeBytes)}`}
              onClick={() => setChosen(array.name)}
            >
              <span className="array-name mono">{escapeLine(array.name)}</span>
              <span className="array-what">{shapeText(array)}</span>
              <span className="array-type mono">{escapeLine(dtypeName(array.dtype))}</span>
            </button>
          </li>
        ))}
      </ul>
      <section className="content-section" aria-label={`Array ${escapeLine(shown.name)}`}>
        <h3 className="section-heading">{escapeLine(shown.name)}</h3>
        {shown.problem ? (
          <p className="node-none">{escapeLine(shown.problem)}</p>
        ) : (
          <ArrayTable key={shown.name} nodeId={nodeId} array={shown} />
        )}
      </section>
    </div>
  );
}

/** What the node is about, where its class says so; else the first that can be shown. */
function firstShown(arrays: readonly ArrayInfo[]): ArrayInfo {
  const shown = arrays.filter((array) => array.problem === null);
  return shown.find(({ name }) => name === "bands" || name === "positions") ?? shown[0] ?? arrays[0]!;
}

/** "16 × 3"; a scalar has no axes. */
export function shapeText({ shape }: { shape: readonly number[] }): string {
  return shape.length === 0 ? "one value" : shape.join(" × ");
}
