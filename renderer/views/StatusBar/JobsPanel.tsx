import { useEffect, useRef } from "react";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { clearFinished, type FinishedJob, type Job, moveJob } from "../../state/jobs.ts";
import { FinishedJobs } from "./FinishedJobs.tsx";
import { paceOf } from "./job-words.ts";

interface JobsPanelProps {
  id: string;
  jobs: readonly Job[];
  finished: readonly FinishedJob[];
  onClose: () => void;
}

/** All jobs, above the status bar: what runs, what waits and can be put into another order, what has ended. */
export function JobsPanel({ id, jobs, finished, onClose }: JobsPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const running = jobs.filter(({ status }) => status !== "waiting");
  const waiting = jobs.filter(({ status }) => status === "waiting");
  return (
    <div
      ref={panel}
      id={id}
      tabIndex={-1}
      className="jobs-panel"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {running.length > 0 && (
        <>
          <h2 className="section-heading">Running</h2>
          <ul className="jobs-list" aria-label="Running jobs">
            {running.map((job) => (
              <RunningRow key={job.jobId} job={job} />
            ))}
          </ul>
        </>
      )}
      {waiting.length > 0 && (
        <>
          <h2 className="section-heading">Waiting</h2>
          <ul className="jobs-list" aria-label="Waiting jobs">
            {waiting.map((job) => (
              <WaitingRow
                key={job.jobId}
                job={job}
                waiting={waiting.filter(({ lane }) => lane === job.lane)}
              />
            ))}
          </ul>
        </>
      )}
      {finished.length > 0 && (
        <>
          <div className="jobs-heading">
            <h2 className="section-heading">Finished</h2>
            <button type="button" className="link-button" onClick={() => clearFinished()}>
              Clear finished jobs
            </button>
          </div>
          <FinishedJobs finished={finished} shown="all" />
        </>
      )}
    </div>
  );
}

function RunningRow({ job }: { job: Job }) {
  return (
    <li className="job-row">
      <div className="job-row-head">
        <span className="job-row-title" title={job.title}>
          {job.title}
        </span>
        <CancelButton job={job} />
      </div>
      <ProgressLine progress={job.progress} label={job.title} />
      <p className="job-row-rate">{paceOf(job)}</p>
    </li>
  );
}

function WaitingRow({ job, waiting }: { job: Job; waiting: readonly Job[] }) {
  const index = waiting.indexOf(job);
  return (
    <li className="job-row job-row-head">
      <span className="job-row-title" title={job.title}>
        {job.title} <span className="job-row-note">waiting</span>
      </span>
      {waiting.length > 1 && (
        <>
          <button
            type="button"
            className="icon-button"
            aria-label={`Earlier: ${job.title}`}
            title="Earlier"
            disabled={index === 0}
            onClick={() => moveJob(job.jobId, "up")}
          >
            ↑
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={`Later: ${job.title}`}
            title="Later"
            disabled={index === waiting.length - 1}
            onClick={() => moveJob(job.jobId, "down")}
          >
            ↓
          </button>
        </>
      )}
      <CancelButton job={job} />
    </li>
  );
}

function CancelButton({ job }: { job: Job }) {
  return (
    <button
      type="button"
      className="button job-cancel"
      disabled={job.status === "cancelling"}
      onClick={job.cancel}
    >
      Cancel job
    </button>
  );
}
