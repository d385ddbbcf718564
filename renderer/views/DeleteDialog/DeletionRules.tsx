import { type DeletionSwitch, isDeletionSwitch } from "../../../shared/graph/deletion-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";
import { formatCount } from "../../components/number-text.ts";
import { RuleSwitch } from "../../components/RuleSwitch.tsx";
import type { DeletionPlan } from "./deletion-queries.ts";

interface DeletionRulesProps {
  effects: DeletionPlan["effects"];
  onSwitch: (rule: DeletionSwitch, on: boolean) => void;
}

/** The three switches, and those of the fixed rules that add something. */
export function DeletionRules({ effects, onSwitch }: DeletionRulesProps) {
  const rows = [
    ...effects.filter(({ isSwitch }) => isSwitch),
    ...effects.filter(({ isSwitch, nodes }) => !isSwitch && nodes > 0),
  ];
  return (
    <table className="delete-rules" aria-label="Rules of the deletion">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col" className="number">
            adds
          </th>
          <th scope="col">along</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ rule, on, nodes }) => (
          <tr key={rule} className={on ? undefined : "is-off"}>
            <th scope="row">
              <RuleSwitch
                rule={rule}
                on={on}
                onSwitch={isDeletionSwitch(rule) ? (isOn) => onSwitch(rule, isOn) : null}
                doing="deleting"
              />
            </th>
            <td className="number">
              {!on && nodes > 0 && "+"}
              {formatCount(nodes)}
            </td>
            <td className="delete-rule-text">
              {on || nodes === 0 ? "" : "would add "}
              {RULE_WORDS[rule].leadsTo}
              {!isDeletionSwitch(rule) && ", always"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
