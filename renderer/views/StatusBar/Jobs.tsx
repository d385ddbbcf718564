import { useId, useRef, useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { formatCount } from "../../components/number-text.ts";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { type FinishedJob, type Job, useJobs } from "../../state/jobs.ts";
import { FinishedJobs } from "./FinishedJobs.tsx";
import { paceOf } from "./job-words.ts";
import { JobsPanel } from "./JobsPanel.tsx";
import "./Jobs.css";

/** Long work: what runs, what waits, and what has ended with its result. Above the status bar all of it in a list. */
export function Jobs() {
  const jobs = useJobs((state) => state.jobs);
  const finished = useJobs((state) => state.finished);
  if (jobs.length + finished.length > 0) return <ListedJobs jobs={jobs} finished={finished} />;
  return (
    <section aria-label="Jobs" className="visually-hidden">
      Nothing is being written.
    </section>
  );
}

function ListedJobs({ jobs, finished }: { jobs: readonly Job[]; finished: readonly FinishedJob[] }) {
  const [isOpen, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  const close = () => {
    setOpen(false);
    toggle.current?.focus();
  };
  useCommand("show-jobs", () => setOpen(true));
  return (
    <section aria-label="Jobs" className="jobs">
      {isOpen ? (
        <JobsPanel id={panelId} jobs={jobs} finished={finished} onClose={close} />
      ) : (
        <>
          <Lines jobs={jobs} />
          <WaitingCount jobs={jobs} />
          <FinishedJobs finished={finished} shown={jobs.length === 0 ? "last" : "none"} />
        </>
      )}
      <button
        ref={toggle}
        type="button"
        className="link-button jobs-toggle"
        aria-expanded={isOpen}
        aria-controls={panelId}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? "Hide jobs" : `All jobs (${jobs.length + finished.length})`}
      </button>
    </section>
  );
}

/** What runs, a line each. */
function Lines({ jobs }: { jobs: readonly Job[] }) {
  return (
    <div className="job-lines">
      {jobs
        .filter(({ status }) => status !== "waiting")
        .map((job) => (
          <JobLine key={job.jobId} job={job} />
        ))}
    </div>
  );
}

/** How many wait; their names are for a tooltip and for screen readers. */
function WaitingCount({ jobs }: { jobs: readonly Job[] }) {
  const titles = jobs.filter(({ status }) => status === "waiting").map(({ title }) => title);
  if (titles.length === 0) return null;
  return (
    <span className="job-waiting" title={titles.join("\n")}>
      {formatCount(titles.length)} waiting<span className="visually-hidden">: {titles.join(", ")}</span>
    </span>
  );
}

function JobLine({ job }: { job: Job }) {
  return (
    <div className="job">
      <span className="job-title" title={job.title}>
        {job.title}
      </span>
      <ProgressLine progress={job.progress} label={job.title} />
      <span className="job-rate">{paceOf(job)}</span>
      <button
        type="button"
        className="button job-cancel"
        disabled={job.status === "cancelling"}
        onClick={job.cancel}
      >
        Cancel job
      </button>
    </div>
  );
}
