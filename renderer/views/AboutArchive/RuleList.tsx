import { escapeLine } from "../../../shared/text/escape.ts";

/** The traversal rules that the archive was made with, each with its state in words. */
export function RuleList({ rules }: { rules: Record<string, boolean> }) {
  return (
    <section className="about-section">
      <h3 className="section-heading">Traversal rules</h3>
      <ul className="about-rules">
        {Object.entries(rules).map(([rule, isOn]) => (
          <li key={rule}>
            <span className="mono">{escapeLine(rule)}</span>
            <span className={isOn ? "about-on" : "about-off"}>{isOn ? "✓ on" : "off"}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
