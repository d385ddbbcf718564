import type { TermId } from "../../shared/text/glossary.ts";
import { termOf } from "../../shared/text/glossary.ts";
import { openGlossary } from "../state/help.ts";
import "./HelpButton.css";

/** A small "?" beside a word of the domain that a newcomer may not know: opens the glossary there. */
export function TermHelp({ id }: { id: TermId }) {
  const name = `What is “${termOf(id).term}”?`;
  return (
    <button
      type="button"
      className="help-button"
      aria-label={name}
      title={name}
      onClick={() => openGlossary(id)}
    >
      ?
    </button>
  );
}
