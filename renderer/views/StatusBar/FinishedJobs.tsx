import { ErrorDetails } from "../../components/ErrorDetails.tsx";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { clearFinished, type FinishedJob } from "../../state/jobs.ts";

interface FinishedJobsProps {
  finished: readonly FinishedJob[];
  /** Whom there is room for; the others are told to screen readers alone. */
  shown: "all" | "last" | "none";
}

const MARKS = { done: "✓", failed: "✕", cancelled: "–" } as const;

/** Jobs that have ended, each with what came of it; the last one first. */
export function FinishedJobs({ finished, shown }: FinishedJobsProps) {
  if (finished.length === 0) return null;
  return (
    <ul
      aria-label="Finished jobs"
      className={shown === "none" ? "visually-hidden" : shown === "last" ? "jobs-last" : "jobs-finished"}
    >
      {finished.map((job, index) =>
        shown === "all" ? (
          <FinishedRow key={job.jobId} job={job} />
        ) : (
          <li
            key={job.jobId}
            className={shown === "last" && index > 0 ? "visually-hidden" : undefined}
            data-outcome={job.outcome}
            title={`${job.title}: ${job.text}`}
          >
            <Mark outcome={job.outcome} /> {job.title}: {job.text}
          </li>
        ),
      )}
    </ul>
  );
}

function FinishedRow({ job }: { job: FinishedJob }) {
  const { jobId, title, outcome, text, error, actions, endedAt } = job;
  const buttons = actions.map(({ label, run }) => (
    <button key={label} type="button" className="button" onClick={() => run(() => undefined)}>
      {label}
    </button>
  ));
  return (
    <li className="job-ended" data-outcome={outcome}>
      <div className="job-ended-head">
        <Mark outcome={outcome} />
        <span className="job-ended-title" title={title}>
          {title}
        </span>
        <span className="job-ended-time">
          <RelativeTime iso={endedAt} />
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label={`Remove from the list: ${title}`}
          onClick={() => clearFinished(jobId)}
        >
          ×
        </button>
      </div>
      <p className="job-ended-text selectable">{text}</p>
      {error ? (
        <ErrorDetails error={error} className="job-ended-buttons">
          {buttons}
        </ErrorDetails>
      ) : (
        buttons.length > 0 && <div className="job-ended-buttons">{buttons}</div>
      )}
    </li>
  );
}

/** How it ended, as a sign; screen readers hear it in a word. */
function Mark({ outcome }: Pick<FinishedJob, "outcome">) {
  return (
    <span className="job-mark">
      <span aria-hidden="true">{MARKS[outcome]}</span>
      <span className="visually-hidden">{outcome}: </span>
    </span>
  );
}
