import { areSameRules } from "../../state/default-rules.ts";
import { useSettings } from "../../state/settings.ts";
import { useView, useViewActions } from "../../state/source-view.ts";

/** Whose defaults the rules of this basket are, and the way back to them when they were changed here. */
export function RulesReset() {
  const own = useSettings((settings) => settings.defaultRules);
  const switches = useView((view) => view.basket.switches);
  const { resetRules } = useViewActions();
  const isOwn = !areSameRules(own, {});
  if (areSameRules(switches, own))
    return isOwn ? <span className="basket-more">rules: your defaults</span> : null;
  return (
    <button type="button" className="link-button basket-more" onClick={resetRules}>
      {isOwn ? "back to your defaults" : "back to AiiDA's defaults"}
    </button>
  );
}
