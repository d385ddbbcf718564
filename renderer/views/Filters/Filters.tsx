import { useQuery } from "@tanstack/react-query";
import { nodeFamily } from "../../../shared/model/node.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { outcomeOfKey } from "../../queries/node-lists.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { useSaveRowsCommands } from "../../queries/save-rows.ts";
import { HoldsNone } from "../HoldsNone.tsx";
import { CreatedFacet } from "./CreatedFacet.tsx";
import { Facet } from "./Facet.tsx";
import { type Facets, isFilterSet } from "./filter-change.ts";
import { GroupFacet } from "./GroupFacet.tsx";
import { ImportChips, ImportFacet } from "./ImportFacet.tsx";
import "./Filters.css";

/** What the nodes of the source differ by, and which of them pass: OR inside a facet, AND between facets. */
export function Filters() {
  const isSet = useView((view) => isFilterSet(view.filter));
  const { setFilter } = useViewActions();
  useSaveRowsCommands(); // here, since the filters stand in every view and the table does not
  return (
    <section aria-label="Filters" className="filters">
      <div className="filters-heading">
        <h2 className="section-heading">Filters</h2>
        <button type="button" className="filters-clear" disabled={!isSet} onClick={() => setFilter({})}>
          Clear filters
        </button>
      </div>
      <ImportChips />
      <FacetList />
    </section>
  );
}

function FacetList() {
  const { data, error, refetch } = useQuery(engineQuery(useSourceId(), "source.facets", {}));
  if (error) return <ErrorNotice error={error} action={{ label: "Try again", run: () => void refetch() }} />;
  if (!data) return <p className="facet-note">Counting…</p>;
  if (isEmpty(data))
    return (
      <p className="facet-note">
        Types, states, groups and times of nodes would be listed here. <HoldsNone />
      </p>
    );
  return (
    <>
      <Facet
        heading="Type"
        field="nodeTypes"
        values={data.types}
        renderMark={({ nodeType }) => (
          <span className={`family-mark ${nodeFamily(nodeType)}`} aria-hidden="true" />
        )}
      />
      <Facet
        heading="State"
        field="states"
        values={data.states}
        renderMark={({ key }) => <StateSign stateKey={key} />}
      />
      <GroupFacet values={data.groups} />
      <Facet heading="Computer" field="computers" values={data.computers} />
      <Facet heading="User" field="users" values={data.users} />
      <CreatedFacet bins={data.created} />
      <ImportFacet />
    </>
  );
}

const SIGNS = { ok: "✓", failed: "✕", open: "·" };

function StateSign({ stateKey }: { stateKey: string }) {
  const outcome = outcomeOfKey(stateKey);
  return (
    <span className={`facet-sign is-${outcome}`} aria-hidden="true">
      {SIGNS[outcome]}
    </span>
  );
}

function isEmpty({ types, states, groups, computers, users, created }: Facets): boolean {
  return [types, states, groups, computers, users, created].every((values) => values.length === 0);
}
