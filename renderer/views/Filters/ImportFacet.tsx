import { useQuery } from "@tanstack/react-query";
import { engineQuery } from "../../queries/engine-query.ts";
import { useIsEditable } from "../../state/editable.ts";
import { useSourceId, useView } from "../../state/source-view.ts";
import { Facet } from "./Facet.tsx";

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
