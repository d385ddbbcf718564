import type { Target } from "../../../shared/ipc/host-contract.ts";
import { countOf, formatCount } from "../../components/number-text.ts";
import type { ImportedFile, ImportOutcome } from "./import-calls.ts";

const KINDS = [
  ["nodes", "Nodes"],
  ["links", "Links"],
  ["groups", "Groups"],
  ["computers", "Computers"],
  ["users", "Users"],
  ["comments", "Comments"],
  ["logs", "Logs"],
  ["authinfos", "Authinfos"],
  ["files", "Files"],
] as const;

/** For each file what is new, what the library has already, and what would change or get another name. */
export function ImportPreview({
  files,
  found,
}: {
  files: readonly Target[];
  found: readonly ImportedFile[];
}) {
  const names = new Map(files.map(({ token, name, shownPath }) => [token, { name, shownPath }]));
  return (
    <ul className="import-files" aria-label="Files to import">
      {found.map(({ file, outcome, error }) => (
        <li key={file} className="import-file">
          <h3 className="import-file-name" title={names.get(file)?.shownPath}>
            {names.get(file)?.name}
          </h3>
          {outcome ? (
            <Outcome outcome={outcome} />
          ) : (
            <p className="import-refused" role="note">
              Will not be imported. {error?.message}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function Outcome({ outcome }: { outcome: ImportOutcome }) {
  const { changed, relabelled } = outcome;
  const rows = KINDS.filter(([kind]) => outcome.new[kind] + outcome.existing[kind] > 0);
  return (
    <>
      <table className="import-counts">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">What</span>
            </th>
            <th scope="col">New</th>
            <th scope="col">There already</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([kind, label]) => (
            <tr key={kind}>
              <th scope="row">{label}</th>
              <td>{formatCount(outcome.new[kind])}</td>
              <td>{formatCount(outcome.existing[kind])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed.extras > 0 && <p>Extras change of {countOf(changed.extras, "node")}.</p>}
      {changed.comments > 0 && <p>{countOf(changed.comments, "comment")} will be replaced.</p>}
      {relabelled.length > 0 && (
        <ul className="import-relabelled" aria-label="New labels">
          {relabelled.map(({ kind, uuid, from, to }) => (
            <li key={uuid}>
              The {kind} “{from}” will be “{to}”: its label is taken.
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
