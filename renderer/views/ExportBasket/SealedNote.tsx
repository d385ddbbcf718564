import { TermHelp } from "../../components/TermHelp.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import type { Closure } from "../../queries/basket.ts";
import { useViewActions } from "../../state/source-view.ts";

const NAMED = 5; // so many are named here; the export dialog names more

/** In a line, whether AiiDA would take the export: all processes must be sealed. */
export function SealedNote({ count }: { count: number }) {
  if (count === 0) return <p className="basket-sealed">all processes sealed ✓</p>;
  return (
    <p className="basket-sealed">
      <strong>{countOf(count, "process", "processes")} not sealed</strong>
    </p>
  );
}

interface UnsealedListProps {
  unsealed: Closure["unsealed"];
  count: number;
}

/** The processes that keep AiiDA from taking the export: the first ones are named and lead there. */
export function UnsealedList({ unsealed, count }: UnsealedListProps) {
  const { choose } = useViewActions();
  return (
    <div className="basket-unsealed">
      <p>
        <strong>{countOf(count, "process", "processes")} not sealed</strong>
      </p>
      <p>
        They have not ended: AiiDA takes no archive with such a process. <TermHelp id="sealed" />
      </p>
      <ul aria-label="Unsealed processes">
        {unsealed.slice(0, NAMED).map(({ nodeId, uuid, title }) => (
          <li key={nodeId}>
            <button
              type="button"
              className="link-button"
              title={uuid}
              onClick={() => choose(nodeId, { center: true })}
            >
              {title} ({nodeId})
            </button>
          </li>
        ))}
      </ul>
      {count > NAMED && <p>and {formatCount(count - NAMED)} more</p>}
    </div>
  );
}
