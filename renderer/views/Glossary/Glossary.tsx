import { useDeferredValue, useEffect, useRef, useState } from "react";
import { findTerms, type TermId, termIds, termOf, termParts } from "../../../shared/text/glossary.ts";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { goThere } from "../../components/go-there.ts";
import { countOf } from "../../components/number-text.ts";
import { closeHelp, openGlossary, openRulesHelp, useGlossary } from "../../state/help.ts";
import "./Glossary.css";

/** The words of the domain, with search; opens at one of them, or at the search field. */
export function Glossary() {
  const open = useDeferredValue(useGlossary()); // it is long: drawn in slices
  useCommand("glossary", () => openGlossary());
  return (
    <Dialog
      title="Glossary"
      isOpen={open !== null}
      onClose={() => closeHelp("glossary")}
      className="glossary"
    >
      {open && <TermList request={open} />}
    </Dialog>
  );
}

/** @param props.request What the glossary was opened for; a new object is a new wish to go there. */
function TermList({ request }: { request: { at: TermId | null } }) {
  const [wanted, setWanted] = useState("");
  const [followed, setFollowed] = useState<object | null>(null); // a wish is over as soon as one searches
  const field = useRef<HTMLInputElement>(null);
  const found = findTerms(wanted);
  const goTo = (id: TermId) => {
    setWanted("");
    openGlossary(id);
  };
  const clear = () => {
    setWanted("");
    field.current?.focus();
  };
  return (
    <>
      <div className="glossary-search">
        <input
          ref={field}
          type="search"
          className="text-input"
          aria-label="Find a word"
          placeholder="Find a word"
          spellCheck={false}
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            setFollowed(request);
          }}
        />
        <p role="status" className="glossary-count">
          {wanted.trim() === ""
            ? countOf(found.length, "word")
            : `${found.length} of ${countOf(termIds().length, "word")}`}
        </p>
      </div>
      {found.length === 0 && (
        <div className="glossary-none">
          <p>No word or explanation holds “{wanted.trim()}”.</p>
          <button type="button" className="button" onClick={clear}>
            Show all words
          </button>
        </div>
      )}
      <dl className="glossary-list">
        {found.map((id) => (
          <Entry
            key={id}
            id={id}
            request={id === request.at && request !== followed ? request : null}
            onGo={goTo}
          />
        ))}
      </dl>
    </>
  );
}

interface EntryProps {
  id: TermId;
  /** The wish to go here; null: none. */
  request: object | null;
  onGo: (id: TermId) => void;
}

function Entry({ id, request, onGo }: EntryProps) {
  const name = useRef<HTMLElement>(null);
  useEffect(() => {
    if (request && name.current) goThere(name.current);
  }, [request]);
  const { term, text, also } = termOf(id);
  return (
    <div className={request ? "glossary-entry is-at" : "glossary-entry"}>
      <dt ref={name} tabIndex={-1} data-first-focus={request !== null || undefined} className="selectable">
        {term}
      </dt>
      <dd className="selectable">
        {termParts(text).map((part, index) =>
          typeof part === "string" ? (
            <Marked key={index} text={part} />
          ) : (
            <button key={index} type="button" className="link-button" onClick={() => onGo(part.id)}>
              {part.words}
            </button>
          ),
        )}
        {id === "rule" && (
          <button type="button" className="button is-small" onClick={() => openRulesHelp()}>
            Show all twelve
          </button>
        )}
        {also && <p className="glossary-also">elsewhere: {also.join(", ")}</p>}
      </dd>
    </div>
  );
}

/** Text in which back quotes hold what is typed. */
function Marked({ text }: { text: string }) {
  return (
    <>
      {text.split("`").map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          <code key={index} className="mono">
            {piece}
          </code>
        ),
      )}
    </>
  );
}
