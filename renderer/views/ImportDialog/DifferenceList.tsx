import { useId, useState } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { formatCount } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { telling } from "../../queries/telling.ts";
import { notify } from "../../state/notices.ts";
import { differenceWords } from "./difference-words.ts";
import type { ComparedFile, ImportChoice } from "./import-calls.ts";

interface DifferenceListProps {
  compared: ComparedFile;
  libraryId: string;
  file: Target;
  choice: ImportChoice | undefined;
}

/** What differs, one by one: the first hundred here, all of it as a table. */
export function DifferenceList({ compared, libraryId, file, choice }: DifferenceListProps) {
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const { differences, total } = compared;
  const save = () =>
    telling(async () => {
      const target = await host("targets.choose", {
        kind: "csv",
        suggestedName: `${file.name.replace(/\.aiida$/i, "")} differences.csv`,
        sourceId: libraryId,
      });
      if (!target) return;
      const { rows } = await engineCall(libraryId, "library.saveDifferences", {
        file: file.token,
        target: target.token,
        ...(choice && { choice }),
      });
      notify(`${formatCount(rows)} rows saved as ${target.name}.`);
    });
  return (
    <div className="import-differences">
      <div className="import-line">
        <button
          type="button"
          className="link-button"
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Hide what differs" : `Show what differs (${formatCount(total)})`}
        </button>
        <button type="button" className="link-button" onClick={() => void save()}>
          Save as CSV…
        </button>
      </div>
      <ul id={listId} hidden={!isOpen} className="import-difference-list" aria-label="What differs">
        {isOpen &&
          differences.map((difference) => {
            const { title, uuid, parts } = differenceWords(difference);
            return (
              <li key={`${difference.kind} ${uuid}`}>
                <span>{escapeLine(title)}</span>{" "}
                <span className="mono import-uuid" title={uuid}>
                  {uuid.slice(0, 8)}
                </span>
                <ul>
                  {parts.map((part) => (
                    <li key={part}>{escapeLine(part)}</li>
                  ))}
                </ul>
              </li>
            );
          })}
        {isOpen && total > differences.length && (
          <li>and {formatCount(total - differences.length)} more: save them as CSV to see all.</li>
        )}
      </ul>
    </div>
  );
}
