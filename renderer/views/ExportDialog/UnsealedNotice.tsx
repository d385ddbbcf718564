import type { Ref } from "react";
import { countOf, formatCount } from "../../components/number-text.ts";
import type { Closure } from "../../queries/basket.ts";

interface UnsealedNoticeProps {
  unsealed: Closure["unsealed"];
  count: number;
  onGo: (nodeId: number) => void;
  ref: Ref<HTMLDivElement>;
}

/** Why this cannot be exported: processes that still run, named, each leading to its node. */
export function UnsealedNotice({ unsealed, count, onGo, ref }: UnsealedNoticeProps) {
  return (
    <div role="alert" tabIndex={-1} ref={ref} className="export-unsealed">
      <p>
        <strong>{countOf(count, "process is", "processes are")} not sealed.</strong> A process is sealed when
        it has ended and cannot change any more; AiiDA takes no others into an archive. Take these out of the
        basket, or switch off the rule that brings them in.
      </p>
      <ul>
        {unsealed.map(({ nodeId, uuid, title }) => (
          <li key={nodeId}>
            <button type="button" className="link-button" title={uuid} onClick={() => onGo(nodeId)}>
              {title} ({nodeId})
            </button>
          </li>
        ))}
      </ul>
      {count > unsealed.length && <p>and {formatCount(count - unsealed.length)} more</p>}
      <p className="mono">export/unsealed</p>
    </div>
  );
}
