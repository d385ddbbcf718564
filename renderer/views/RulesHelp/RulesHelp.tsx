import { useDeferredValue, useEffect, useRef } from "react";
import {
  exportRules,
  isToggleable,
  RULES_TO_READ,
  type TraversalRule,
} from "../../../shared/graph/traversal-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";
import { ruleFlag } from "../../../shared/text/verdi-command.ts";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { goThere } from "../../components/go-there.ts";
import { RuleDrawing } from "../../components/RuleDrawing/RuleDrawing.tsx";
import { closeHelp, openGlossary, openRulesHelp, useRulesHelp } from "../../state/help.ts";
import "./RulesHelp.css";

const SWITCHES = RULES_TO_READ.filter(isToggleable);
const FIXED = RULES_TO_READ.filter((rule) => !isToggleable(rule));

/** What each of the twelve traversal rules does, with a drawing. Opens at one of them, or at the start. */
export function RulesHelp() {
  const open = useDeferredValue(useRulesHelp()); // it is long: drawn in slices
  useCommand("rules-help", () => openRulesHelp());
  return (
    <Dialog
      title="Traversal rules"
      isOpen={open !== null}
      onClose={() => closeHelp("rules")}
      className="rules-help"
    >
      <p className="rules-help-lead">
        An export takes along what belongs to what you chose. From every node that is in, it follows the links
        whose rule is on, and so on from there. A rule is a{" "}
        <button type="button" className="link-button" onClick={() => openGlossary("link-type")}>
          link type
        </button>{" "}
        with a direction: <em>forward</em> along the arrow, <em>backward</em> against it.
      </p>
      <RuleSection heading="Six switches" rules={SWITCHES} at={open?.at ?? null} />
      <RuleSection
        heading="Six that are always followed"
        note="AiiDA takes no process without its inputs, its results and what it called."
        rules={FIXED}
        at={open?.at ?? null}
      />
    </Dialog>
  );
}

interface RuleSectionProps {
  heading: string;
  note?: string;
  rules: readonly TraversalRule[];
  at: TraversalRule | null;
}

function RuleSection({ heading, note, rules, at }: RuleSectionProps) {
  return (
    <section className="rules-help-section">
      <h3 className="rules-help-heading">{heading}</h3>
      {note && <p className="rules-help-note">{note}</p>}
      <div className="rules-help-list">
        {rules.map((rule) => (
          <RuleEntry key={rule} rule={rule} isAt={rule === at} />
        ))}
      </div>
    </section>
  );
}

function RuleEntry({ rule, isAt }: { rule: TraversalRule; isAt: boolean }) {
  const entry = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isAt && entry.current) goThere(entry.current);
  }, [isAt]);
  const { sentence, example } = RULE_WORDS[rule];
  return (
    <article
      ref={entry}
      aria-label={rule}
      tabIndex={-1}
      data-first-focus={isAt || undefined}
      className={isAt ? "rules-help-entry is-at" : "rules-help-entry"}
    >
      <h4 className="mono rules-help-name">{rule}</h4>
      <RuleDrawing rule={rule} />
      <p>{sentence}</p>
      <p className="rules-help-example">{example}</p>
      <p className="rules-help-facts">
        <DefaultOf rule={rule} />
      </p>
    </article>
  );
}

/** How the rule stands before anybody switches it, and what verdi calls the switch. */
function DefaultOf({ rule }: { rule: TraversalRule }) {
  if (!isToggleable(rule)) return <>Always followed; verdi has no flag for it.</>;
  const isOn = exportRules()[rule];
  return (
    <>
      {isOn ? "On" : "Off"} by default; verdi switches it {isOn ? "off" : "on"} with{" "}
      <code className="mono selectable">{ruleFlag(rule, !isOn)}</code>.
    </>
  );
}
