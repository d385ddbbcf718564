import { type ReactNode, useId, useState } from "react";
import { type MenuEntry, openMenu } from "../../components/ContextMenu/open-menu.ts";
import { copyAndSay } from "../../components/copy-and-say.ts";
import { formatCount } from "../../components/number-text.ts";
import { TermHelp } from "../../components/TermHelp.tsx";
import { useView, useViewActions } from "../../state/source-view.ts";
import { useIsLibrary } from "../../state/sources.ts";
import { type ListField, toggledFilter } from "./filter-change.ts";
import { FacetRow, type FacetValue } from "./FacetRow.tsx";

const FIRST = 12; // values shown at first
const SLACK = 2; // so few further ones are shown at once: a button would take as much room
const STEP = 200; // further ones at each "N more…"
const FIND_FROM = 30; // with more values than this they can be searched

/** What would be listed, of which the archive has none. */
const NONE: Record<ListField, string> = {
  nodeTypes: "No nodes in this archive.",
  states: "No processes in this archive.",
  groups: "No groups in this archive.",
  computers: "No node here ran on a computer.",
  users: "No users in this archive.",
  imports: "Nothing was imported yet.",
};

interface FacetProps<V extends FacetValue> {
  heading: string;
  field: ListField;
  values: readonly V[];
  /** What stands before the name of a value; repeats what the name says. */
  renderMark?: (value: V) => ReactNode;
  /** What stands after the count. */
  renderAction?: (value: V) => ReactNode;
  onDragStart?: (value: V, data: DataTransfer) => void;
  /** What else can be done with a value, for its menu. */
  menuOf?: (value: V) => readonly MenuEntry[];
  /** What stands below the values, also when there are none. */
  footer?: ReactNode;
}

/** One facet: its values with counts, of which any may be set. Without values it says so. */
export function Facet<V extends FacetValue>({ heading, field, values, ...look }: FacetProps<V>) {
  const headingId = useId();
  const chosen = useView((view) => view.filter[field]);
  const filter = useView((view) => view.filter);
  const { setFilter } = useViewActions();
  const isLibrary = useIsLibrary();
  const [limit, setLimit] = useState(FIRST);
  const [wanted, setWanted] = useState("");
  if (values.length === 0) {
    return (
      <div role="group" aria-labelledby={headingId} className="facet">
        <FacetHeading id={headingId} text={heading} field={field} />
        <p className="facet-note">
          {isLibrary ? NONE[field].replace("this archive", "the library yet") : NONE[field]}
        </p>
        {look.footer}
      </div>
    );
  }

  const entriesOf = (value: V): MenuEntry[] => {
    const isSet = chosen?.includes(value.key) ?? false;
    const { [field]: _, ...others } = filter;
    return [
      {
        label: "Filter by this value",
        run: () => setFilter(toggledFilter(filter, field, value.key)),
        isOn: isSet,
      },
      { label: "Only this value", run: () => setFilter({ ...others, [field]: [value.key] }) },
      {
        label: `Clear “${heading}”`,
        run: () => setFilter(others),
        off: chosen === undefined ? "nothing is set here" : undefined,
      },
      { command: "clear-filters" },
      "line",
      ...(look.menuOf?.(value) ?? []),
      { command: "basket-add-filtered" },
      { label: "Copy name", run: () => void copyAndSay(value.label, "the name") },
    ];
  };
  const found = matching(values, wanted);
  // A value that is set stays in sight, wherever it stands.
  const end = found.length - limit <= SLACK ? found.length : limit;
  const shown = found.filter((value, i) => i < end || chosen?.includes(value.key));
  const rest = found.length - shown.length;
  return (
    <div role="group" aria-labelledby={headingId} className="facet">
      <FacetHeading id={headingId} text={heading} field={field} />
      {values.length > FIND_FROM && (
        <input
          type="search"
          className="text-input facet-find"
          aria-label={`Find in ${heading.toLowerCase()}`}
          placeholder={`Find among ${formatCount(values.length)}`}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul>
        {shown.map((value) => (
          <FacetRow
            key={value.key}
            value={value}
            isSet={chosen?.includes(value.key) ?? false}
            onToggle={() => setFilter(toggledFilter(filter, field, value.key))}
            mark={look.renderMark?.(value)}
            action={look.renderAction?.(value)}
            onMenu={(event) => openMenu(event, `${heading} menu`, entriesOf(value))}
            onDragStart={look.onDragStart ? (data) => look.onDragStart?.(value, data) : undefined}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="facet-note">None of that name.</p>}
      {rest > 0 && (
        <button type="button" className="facet-more" onClick={() => setLimit(limit + STEP)}>
          {formatCount(rest)} more…
        </button>
      )}
      {limit > FIRST && found.length > FIRST + SLACK && (
        <button type="button" className="facet-more" onClick={() => setLimit(FIRST)}>
          Show fewer
        </button>
      )}
      {look.footer}
    </div>
  );
}

/** The heading of a facet; where a newcomer may stumble over its values, with help. */
function FacetHeading({ id, text, field }: { id: string; text: string; field: ListField }) {
  return (
    <div className="facet-heading">
      <h3 id={id} className="section-heading">
        {text}
      </h3>
      {field === "states" && <TermHelp id="process-state" />}
    </div>
  );
}

function matching<V extends FacetValue>(values: readonly V[], wanted: string): readonly V[] {
  const text = wanted.trim().toLowerCase();
  return text === "" ? values : values.filter(({ label }) => label.toLowerCase().includes(text));
}
