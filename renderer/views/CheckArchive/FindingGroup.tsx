import { useState } from "react";
import type { CheckFinding } from "../../../shared/model/check-report.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { formatCount } from "../../components/number-text.ts";

interface FindingGroupProps {
  code: string;
  kind: { title: string; advice: string };
  /** All of this kind, listed or not. */
  count: number;
  findings: readonly CheckFinding<string>[];
  isOpen: boolean;
  /** Show a node in the window; null while the source is not open. */
  onGo: ((pk: number) => void) | null;
}

const SHOWN_AT_FIRST = 10;

/** Findings of one kind: its name and number, what helps, and the first cases, each with the way to its node. */
export function FindingGroup({ code, kind, count, findings, isOpen, onGo }: FindingGroupProps) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? findings : findings.slice(0, SHOWN_AT_FIRST);
  const hidden = findings.length - shown.length;
  const unlisted = count - findings.length;
  return (
    <details className="check-group" open={isOpen}>
      <summary>
        <span className="check-title">{kind.title}</span>
        <span className="check-count">{formatCount(count)}</span>
        <code className="check-code mono">{code}</code>
      </summary>
      <p className="check-hint">{kind.advice}</p>
      <ul className="check-findings">
        {shown.map(({ message, where, node }, index) => (
          <li key={index}>
            <span className="check-message selectable">{escapeLine(message)}</span>
            <span className="check-where">
              <span className="mono selectable">{escapeLine(where)}</span>
              {node && onGo && (
                <button type="button" className="link-button" onClick={() => onGo(node.pk)}>
                  Go to node {node.pk}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          Show {formatCount(hidden)} more
        </button>
      )}
      {unlisted > 0 && hidden === 0 && (
        <p className="check-hint">
          … and {formatCount(unlisted)} more of the same kind, which are not listed.
        </p>
      )}
    </details>
  );
}
