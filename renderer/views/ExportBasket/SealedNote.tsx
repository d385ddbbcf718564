import { countOf, formatCount } from "../../components/number-text.ts";
import type { Closure } from "../../queries/basket.ts";
import { useViewActions } from "../../state/source-view.ts";

const NAMED = 3; // so many are named here; the export dialog names more

interface SealedNoteProps {
  unsealed: Closure["unsealed"];
  count: number;
}

/** Whether AiiDA would take the export: processes must be sealed. The first unsealed ones are named and lead there. */
export function SealedNote({ unsealed, count }: SealedNoteProps) {
  const { choose } = useViewActions();
  if (count === 0) return <p className="basket-sealed">all processes sealed ✓</p>;
  return (
    <div className="basket-unsealed">
      <p>
        <strong>{countOf(count, "process", "processes")} not sealed</strong>: AiiDA refuses these.
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
