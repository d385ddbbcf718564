import { escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { formatCount } from "../../components/number-text.ts";
import { DifferenceList } from "./DifferenceList.tsx";
import { effectLines } from "./effect-lines.ts";
import type { ComparedFile, ImportChoice, ImportOptions, ImportOutcome } from "./import-calls.ts";

interface FileEffectsProps {
  outcome: ImportOutcome;
  compared: ComparedFile | undefined;
  error: Error | null;
  options: ImportOptions;
  libraryId: string;
  file: Target;
  choice: ImportChoice | undefined;
}

/** What an import of the file does to what the library has, what gets another label, and what differs and stays. */
export function FileEffects({
  outcome,
  compared,
  error,
  options,
  libraryId,
  file,
  choice,
}: FileEffectsProps) {
  const { relabelled, relabelledCount } = outcome;
  const lines = effectLines(outcome, compared, options);
  return (
    <>
      {lines.length > 0 && (
        <ul className="import-effects" aria-label="What happens">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {relabelled.length > 0 && (
        <ul className="import-effects" aria-label="New labels">
          {relabelled.map(({ kind, uuid, from, to }) => (
            <li key={uuid}>
              The {kind} “{escapeLine(from)}” will be “{escapeLine(to)}”: its label is taken.
            </li>
          ))}
          {relabelledCount > relabelled.length && (
            <li>and {formatCount(relabelledCount - relabelled.length)} more get another label.</li>
          )}
        </ul>
      )}
      {error && <ErrorNotice error={error} />}
      {compared && compared.total > 0 && (
        <DifferenceList compared={compared} libraryId={libraryId} file={file} choice={choice} />
      )}
    </>
  );
}
