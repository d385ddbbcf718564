import { TRAVERSAL_RULES, type TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { RuleHelp } from "../../components/RuleHelp.tsx";

/** The traversal rules that the archive was made with, each with its state in words. */
export function RuleList({ rules }: { rules: Record<string, boolean> }) {
  return (
    <section className="about-section">
      <h3 className="section-heading">Traversal rules</h3>
      <ul className="about-rules">
        {Object.entries(rules).map(([rule, isOn]) => (
          <li key={rule}>
            <span className="mono about-rule">{escapeLine(rule)}</span>
            <span className={isOn ? "about-on" : "about-off"}>{isOn ? "✓ on" : "off"}</span>
            {isRule(rule) && <RuleHelp rule={rule} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The names are the file's own words: not all need be rules that we know. */
function isRule(name: string): name is TraversalRule {
  return (TRAVERSAL_RULES as readonly string[]).includes(name);
}
