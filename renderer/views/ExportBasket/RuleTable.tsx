import { useState } from "react";
import { isToggleable, RULES_TO_READ, type TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { useCommand } from "../../commands/commands.ts";
import { formatBytes, formatCount } from "../../components/number-text.ts";
import { RuleHelp } from "../../components/RuleHelp.tsx";
import { RuleSwitch } from "../../components/RuleSwitch.tsx";
import type { Closure } from "../../queries/basket.ts";
import { useSettings } from "../../state/settings.ts";
import { useViewActions } from "../../state/source-view.ts";
import type { OpenList } from "./basket-parts.ts";
import { RulesReset } from "./RulesReset.tsx";
import { ruleText } from "./rule-texts.ts";

type Effect = Closure["effects"][number];

interface RuleTableProps {
  effects: Closure["effects"];
  openList: OpenList;
  onShow: (list: TraversalRule) => void;
}

/** The traversal rules: six switches, and those of the six fixed rules that add something (or all, on demand). */
export function RuleTable({ effects, openList, onShow }: RuleTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  useCommand("rules-all", () => setShowsAll(!showsAll), { isOn: showsAll });
  const rows = RULES_TO_READ.map((rule) => effects.find((effect) => effect.rule === rule)).filter(
    (effect): effect is Effect => effect !== undefined && (showsAll || effect.toggleable || effect.nodes > 0),
  );
  return (
    <div className="basket-rules">
      <table aria-label="Traversal rules">
        <thead>
          <tr>
            <th scope="col">Traversal rule</th>
            <th scope="col" className="number">
              adds
            </th>
            <th scope="col" className="number">
              files
            </th>
            <th scope="col">along</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((effect) => (
            <RuleRow
              key={effect.rule}
              effect={effect}
              isOpen={openList === effect.rule}
              onShow={() => onShow(effect.rule)}
            />
          ))}
        </tbody>
      </table>
      <div className="basket-rules-foot">
        {(showsAll || rows.length < effects.length) && (
          <button type="button" className="link-button basket-more" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "show only what adds something" : "show all twelve rules"}
          </button>
        )}
        <RulesReset />
      </div>
    </div>
  );
}

interface RuleRowProps {
  effect: Effect;
  isOpen: boolean;
  onShow: () => void;
}

function RuleRow({ effect, isOpen, onShow }: RuleRowProps) {
  const { rule, on, nodes, bytes } = effect;
  const { setRule } = useViewActions();
  const ownDefault = useSettings(({ defaultRules }) => defaultRules[rule]);
  const sign = on || nodes === 0 ? "" : "+";
  const text = ruleText({ ...effect, ownDefault });
  return (
    <tr className={on ? undefined : "is-off"}>
      <th scope="row">
        <span className="rule-name-cell">
          <RuleSwitch
            rule={rule}
            on={on}
            onSwitch={isToggleable(rule) ? (isOn) => setRule(rule, isOn) : null}
            doing="exporting"
          />
          <RuleHelp rule={rule} />
        </span>
      </th>
      <td className="number">
        {on && nodes > 0 ? (
          <button
            type="button"
            className="rule-adds"
            aria-expanded={isOpen}
            aria-label={`${formatCount(nodes)} added by ${rule}: list`}
            title={`List what ${rule} added`}
            onClick={onShow}
          >
            {formatCount(nodes)}
          </button>
        ) : (
          `${sign}${formatCount(nodes)}`
        )}
      </td>
      <td className="number">{`${sign}${formatBytes(bytes)}`}</td>
      <td className="rule-text" title={text}>
        {text}
      </td>
    </tr>
  );
}
