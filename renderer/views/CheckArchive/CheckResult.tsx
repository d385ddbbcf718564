import { PROBLEM_KINDS, REMARK_KINDS } from "../../../shared/model/check-problems.ts";
import type { CheckReport } from "../../../shared/model/check-report.ts";
import { copyAndSay } from "../../components/copy-and-say.ts";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { FindingGroup } from "./FindingGroup.tsx";
import { nameOf, reportText, saveReport, verdict } from "./run-check.ts";

interface CheckResultProps {
  report: CheckReport;
  onClose: () => void;
  onAgain: () => void;
}

/** What a check found: a sentence, what was looked at, problems and remarks by kind, the report to take along. */
export function CheckResult({ report, onClose, onAgain }: CheckResultProps) {
  const sourceId = useSourceId();
  const isShown = useSources(({ tabs }) =>
    tabs.some((tab) => tab.info.sourceId === sourceId && tab.status === "open"),
  );
  const { choose } = useViewActions();
  const name = nameOf(sourceId);
  const goTo = isShown
    ? (pk: number) => {
        onClose();
        choose(pk, { center: true });
      }
    : null;
  const { problems, problemCounts, remarks, remarkCounts } = report;
  return (
    <div className="check-body">
      <div role="status" className={report.ok ? "check-verdict is-good" : "check-verdict is-bad"}>
        <span aria-hidden="true">{report.ok ? "✓" : "✕"}</span> {verdict(report, name)}
      </div>
      <p className="check-hint selectable">{checkedText(report)}</p>
      {Object.keys(problemCounts).map((code) => (
        <FindingGroup
          key={code}
          code={code}
          kind={PROBLEM_KINDS[code as keyof typeof PROBLEM_KINDS]}
          count={problemCounts[code as keyof typeof problemCounts] ?? 0}
          findings={problems.filter((problem) => problem.code === code)}
          isOpen
          onGo={goTo}
        />
      ))}
      {Object.keys(remarkCounts).length > 0 && (
        <h3 className="section-heading check-remarks">Remarks, which are no problems</h3>
      )}
      {Object.keys(remarkCounts).map((code) => (
        <FindingGroup
          key={code}
          code={code}
          kind={REMARK_KINDS[code as keyof typeof REMARK_KINDS]}
          count={remarkCounts[code as keyof typeof remarkCounts] ?? 0}
          findings={remarks.filter((remark) => remark.code === code)}
          isOpen={false}
          onGo={goTo}
        />
      ))}
      <div className="dialog-buttons">
        <button
          type="button"
          className="button"
          onClick={() => void copyAndSay(reportText(report), "the report")}
        >
          Copy report
        </button>
        <button type="button" className="button" onClick={() => void saveReport(report, name)}>
          Save report…
        </button>
        <button type="button" className="button" onClick={onAgain}>
          Check again
        </button>
        <button type="button" className="button primary" data-first-focus onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  );
}

/** "12 members with 1.1 MB read, 10 contents compared with their SHA-256, 69 nodes and 139 links looked at." */
function checkedText(report: CheckReport): string {
  const { members, bytes, objects, nodes, links } = report.checked;
  const read = [
    members > 0 && `${countOf(members, "member")} with ${formatBytes(bytes)} read`,
    objects > 0 && `${countOf(objects, "file")} compared with ${objects === 1 ? "its" : "their"} SHA-256`,
    isUnread(report)
      ? "nodes and links could not be read"
      : `${countOf(nodes, "node")} and ${countOf(links, "link")} looked at`,
  ].filter((part) => part !== false);
  return `${read.join(", ")}.`;
}

/** An archive without a user has no rows at all: its database was not read. */
function isUnread({ ok, checked }: CheckReport): boolean {
  return !ok && checked.users === 0 && checked.nodes === 0;
}
