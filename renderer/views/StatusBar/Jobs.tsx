import { useEffect, useRef, useState } from "react";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { type Job, useJobs } from "../../state/jobs.ts";
import { type PhaseStart, rateText } from "./job-rate.ts";

/** What is being written now: progress with counts, rate and time left; each can be cancelled. */
export function Jobs() {
  const jobs = useJobs((state) => state.jobs);
  return (
    <section aria-label="Jobs" className={jobs.length > 0 ? "jobs" : "visually-hidden"}>
      {jobs.length === 0
        ? "Nothing is being written."
        : jobs.map((job) => <JobLine key={job.jobId} job={job} />)}
    </section>
  );
}

function JobLine({ job }: { job: Job }) {
  const rate = useRate(job);
  return (
    <div className="job">
      <span className="job-title" title={job.title}>
        {job.title}
      </span>
      <ProgressLine progress={job.progress} label={job.title} />
      <span className="job-rate">{rate}</span>
      <button type="button" className="button job-cancel" onClick={job.cancel}>
        Cancel job
      </button>
    </div>
  );
}

/** The rate of a job, newly told with each progress. */
function useRate({ progress }: Job): string {
  const start = useRef<PhaseStart | null>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    if (!progress) return;
    const now = performance.now();
    const { phase, done } = progress;
    if (start.current?.phase !== phase) start.current = { phase, timeMs: now, done };
    setText(rateText(start.current, progress, now));
  }, [progress]);
  return text;
}
