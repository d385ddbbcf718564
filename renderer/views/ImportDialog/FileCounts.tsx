import { formatCount } from "../../components/number-text.ts";
import type { ComparedFile, ImportOutcome } from "./import-calls.ts";

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

/** What of a file is new, what the library has already, and how much of that is not the same in both. */
export function FileCounts({
  outcome,
  compared,
}: {
  outcome: ImportOutcome;
  compared: ComparedFile | undefined;
}) {
  const rows = KINDS.filter(([kind]) => outcome.new[kind] + outcome.existing[kind] > 0);
  const differing = compared && differingOf(compared);
  return (
    <table className="import-counts">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">What</span>
          </th>
          <th scope="col">New</th>
          <th scope="col" title="The library has it already, known by its UUID">
            There already
          </th>
          <th scope="col" title="There already, but not the same in file and library">
            of these differ
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([kind, label]) => (
          <tr key={kind}>
            <th scope="row">{label}</th>
            <td>{formatCount(outcome.new[kind])}</td>
            <td>{formatCount(outcome.existing[kind])}</td>
            <td className={differing?.[kind] ? "import-differ" : undefined}>
              {kind in NEVER || outcome.existing[kind] === 0
                ? ""
                : differing
                  ? formatCount(differing[kind] ?? 0)
                  : "…"}
            </td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <th scope="row" colSpan={4}>
              Nothing: the file is empty.
            </th>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** What is the same as soon as it is there, or is not compared. */
const NEVER: Readonly<Partial<Record<(typeof KINDS)[number][0], true>>> = {
  links: true,
  users: true,
  logs: true,
  authinfos: true,
  files: true,
};

function differingOf({ counts }: ComparedFile): Partial<Record<(typeof KINDS)[number][0], number>> {
  const { newer, older, different } = counts.comments;
  return {
    nodes: counts.different,
    comments: newer + older + different,
    computers: counts.computers,
    groups: counts.groups,
  };
}
