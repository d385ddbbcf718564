import { useEffect, useRef, useState } from "react";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { formatBytes, formatCount } from "../../components/number-text.ts";
import { type Job, useJobs } from "../../state/jobs.ts";

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
      <span className="job-title">{job.title}</span>
      <ProgressLine progress={job.progress} label={job.title} />
      <span className="job-rate">{rate}</span>
      <button type="button" className="button" onClick={job.cancel}>
        Cancel job
      </button>
    </div>
  );
}

/** "31 MB/s, 4 s left", from the beginning of the present phase; empty until there is something to go by. */
function useRate({ progress }: Job): string {
  const start = useRef({ phase: "", time: 0, done: 0 });
  const [text, setText] = useState("");
  useEffect(() => {
    if (!progress) return;
    const now = performance.now();
    if (start.current.phase !== progress.phase)
      start.current = { phase: progress.phase, time: now, done: progress.done };
    const seconds = (now - start.current.time) / 1000;
    const perSecond = (progress.done - start.current.done) / seconds;
    if (seconds < 1 || perSecond <= 0) return setText("");
    const rate =
      progress.unit === "bytes" ? `${formatBytes(perSecond)}/s` : `${formatCount(Math.round(perSecond))}/s`;
    const left =
      progress.total === null ? "" : `, ${Math.ceil((progress.total - progress.done) / perSecond)} s left`;
    setText(rate + left);
  }, [progress]);
  return text;
}
