import type { TraversalRule } from "../../shared/graph/traversal-rules.ts";
import "./RuleSwitch.css";
import "./Switch.css";

interface RuleSwitchProps {
  rule: TraversalRule;
  on: boolean;
  /** Null for a rule that cannot be switched: it looks switched on for good, and is no switch. */
  onSwitch: ((on: boolean) => void) | null;
  /** What AiiDA does when it always follows the rule, said of one that cannot be switched: "exporting". */
  doing: string;
}

/** A traversal rule by its name, with the switch for it. */
export function RuleSwitch({ rule, on, onSwitch, doing }: RuleSwitchProps) {
  if (onSwitch === null) {
    return (
      <span className="rule-switch is-fixed" title={`AiiDA always follows this rule when ${doing}`}>
        <span className="switch-track is-on" aria-hidden="true" />
        <span className="mono">{rule}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={rule}
      className="rule-switch"
      onClick={() => onSwitch(!on)}
    >
      <span className={on ? "switch-track is-on" : "switch-track"} aria-hidden="true" />
      <span className="mono">{rule}</span>
    </button>
  );
}
