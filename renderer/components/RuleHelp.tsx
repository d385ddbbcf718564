import type { TraversalRule } from "../../shared/graph/traversal-rules.ts";
import { RULE_WORDS } from "../../shared/text/rule-words.ts";
import { openRulesHelp } from "../state/help.ts";
import "./HelpButton.css";

/** A small "?" beside the name of a rule: opens the help on traversal rules there, with its drawing. */
export function RuleHelp({ rule }: { rule: TraversalRule }) {
  return (
    <button
      type="button"
      className="help-button"
      aria-label={`About ${rule}`}
      title={RULE_WORDS[rule].sentence}
      onClick={() => openRulesHelp(rule)}
    >
      ?
    </button>
  );
}
