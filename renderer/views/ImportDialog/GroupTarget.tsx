import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { looksEmpty } from "../../../shared/text/looks-empty.ts";
import { countOf } from "../../components/number-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useImportRequest } from "../../state/import-request.ts";
import { Choice } from "./ChoiceField.tsx";
import type { ImportOptions } from "./import-calls.ts";
import { type GroupChoice, GROUPS } from "./option-words.ts";

interface GroupTargetProps {
  libraryId: string;
  group: ImportOptions["group"];
  onChange: (group: ImportOptions["group"]) => void;
}

/** Where all nodes of a file are collected: a new group, one that is made or found by its label, one of the library, none. */
export function GroupTarget({ libraryId, group, onChange }: GroupTargetProps) {
  const [isListed, setListed] = useState(false);
  const isTurn = useImportRequest(({ isLookedAt }) => isLookedAt); // the figures are waited for, the list of groups is not
  const about = useQuery({ ...engineQuery(libraryId, "source.about", {}), enabled: isTurn });
  const groups = about.data?.groups ?? [];
  const choices = GROUPS.filter(([choice]) => choice !== "existing" || groups.length > 0);
  const choice: GroupChoice = typeof group !== "object" ? group : isListed ? "existing" : "named";
  const name = typeof group === "object" ? group.name : "";
  const inputId = useId();
  const pick = (picked: GroupChoice) => {
    setListed(picked === "existing");
    if (picked === "new" || picked === "none") onChange(picked);
    else onChange({ name: picked === "existing" ? (groups[0]?.uuid ?? "") : "imported" });
  };
  const known = groups.find(({ label }) => label === name);
  return (
    <>
      <Choice label="All nodes of a file" value={choice} choices={choices} onChange={pick} />
      {choice === "named" && (
        <div className="import-option">
          <label htmlFor={inputId}>Label of the group</label>
          <input
            id={inputId}
            className="text-input"
            required
            pattern=".*\S.*"
            title="A group needs a label."
            maxLength={255}
            value={name}
            onChange={({ target }) => onChange({ name: target.value })}
          />
          {known && (
            <p className="import-note">
              The library has this group, with {countOf(known.nodes, "node")}. They will be together.
            </p>
          )}
        </div>
      )}
      {choice === "existing" && (
        <div className="import-option">
          <label htmlFor={inputId}>Group of the library</label>
          <select
            id={inputId}
            className="text-input"
            value={name}
            onChange={({ target }) => onChange({ name: target.value })}
          >
            {groups.map(({ uuid, label, typeString, nodes }) => (
              <option key={uuid} value={uuid}>
                {looksEmpty(label) ? "(blank)" : escapeLine(label)} · {countOf(nodes, "node")}
                {typeString === "core" ? "" : ` · ${escapeLine(typeString)}`}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}
