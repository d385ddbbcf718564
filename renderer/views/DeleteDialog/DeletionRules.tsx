import { type DeletionSwitch, isDeletionSwitch } from "../../../shared/graph/deletion-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";
import { formatCount } from "../../components/number-text.ts";
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
              {isDeletionSwitch(rule) ? (
                <button
                  type="button"
                  role="switch"
                  aria-checked={on}
                  aria-label={rule}
                  className="rule-switch"
                  onClick={() => onSwitch(rule, !on)}
                >
                  <span className={on ? "switch-track is-on" : "switch-track"} aria-hidden="true" />
                  <span className="mono">{rule}</span>
                </button>
              ) : (
                <span className="rule-switch is-fixed" title="AiiDA always follows this rule when deleting">
                  <span className="switch-track is-on" aria-hidden="true" />
                  <span className="mono">{rule}</span>
                </span>
              )}
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
