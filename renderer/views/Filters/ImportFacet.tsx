import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useIsEditable } from "../../state/editable.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { Facet } from "./Facet.tsx";
import { toggledFilter } from "./filter-change.ts";

/** Of a library: the imports that its nodes came with, newest first. A node is listed where it was new. */
export function ImportFacet() {
  const isEditable = useIsEditable();
  const chosen = useView((view) => view.filter.imports);
  const history = useQuery({
    ...engineQuery(useSourceId(), "library.history", {}),
    enabled: isEditable,
  }).data;
  const values = (history ?? []).flatMap(({ importId, file, nodesLeft }) => {
    const key = String(importId);
    if (nodesLeft === 0 && !chosen?.includes(key)) return [];
    return [{ key, label: `${importId}: ${file.name}`, count: nodesLeft }];
  });
  if (values.length === 0) return null;
  return <Facet heading="Import" field="imports" values={values} />;
}

/** The imports that are filtered by, in sight above all facets; each is taken off by its button. */
export function ImportChips() {
  const filter = useView((view) => view.filter);
  const { setFilter } = useViewActions();
  const chosen = filter.imports ?? [];
  const history = useQuery({
    ...engineQuery(useSourceId(), "library.history", {}),
    enabled: chosen.length > 0,
  }).data;
  if (chosen.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label="Filtered by import">
      {chosen.map((key) => {
        const name = history?.find(({ importId }) => String(importId) === key)?.file.name ?? "";
        const text = `New with import ${key}: ${escapeLine(name)}`;
        return (
          <li key={key} className="filter-chip" title={text}>
            <span className="filter-chip-text">{text}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={`Do not filter by import ${key}`}
              title={`Do not filter by import ${key}`}
              onClick={() => setFilter(toggledFilter(filter, "imports", key))}
            >
              <X size={12} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
