import { useId } from "react";
import { exportRules, TOGGLEABLE_RULES } from "../../../shared/graph/traversal-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";
import type { ChosenPart } from "../../state/import-request.ts";
import type { OwnSettings } from "./import-plan.ts";
import { Tick } from "./ChoiceField.tsx";

interface FilePartProps {
  own: OwnSettings;
  chosen: ChosenPart | undefined;
  hasGroups: boolean;
  onChange: (change: Partial<OwnSettings>) => void;
}

/** All of a file, or a part with what the traversal rules of an export add to it. */
export function FilePart({ own, chosen, hasGroups, onChange }: FilePartProps) {
  const name = useId();
  const parts: [OwnSettings["part"], string, string][] = [
    ["all", "Everything in the file", "All nodes, links, comments and logs."],
  ];
  if (hasGroups)
    parts.push([
      "groups",
      "Only some of its groups",
      "Their nodes, and what belongs to those by the rules of an export.",
    ]);
  if (chosen)
    parts.push(["chosen", `Only ${chosen.words}`, "What you chose, and what belongs to it by the rules."]);
  const rules = exportRules(own.rules);
  return (
    <fieldset className="import-part">
      <legend>What of the file</legend>
      {parts.map(([part, label, note]) => (
        <div key={part} className="import-tick">
          <input
            type="radio"
            id={`${name}${part}`}
            name={name}
            checked={own.part === part}
            aria-describedby={`${name}${part}-note`}
            onChange={() => onChange({ part })}
          />
          <label htmlFor={`${name}${part}`}>{label}</label>
          <p id={`${name}${part}-note`} className="import-note">
            {note}
          </p>
        </div>
      ))}
      {own.part !== "all" && (
        <details className="import-rules">
          <summary>Rules: what belongs to a node</summary>
          {TOGGLEABLE_RULES.map((rule) => (
            <Tick
              key={rule}
              label={rule}
              note={RULE_WORDS[rule].sentence}
              isOn={rules[rule]}
              onChange={(isOn) => onChange({ rules: { ...own.rules, [rule]: isOn } })}
            />
          ))}
        </details>
      )}
    </fieldset>
  );
}
