import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { JobContext, JobProgress } from "../source.ts";

/** A function that names paths in a folder of its own for each test; the folder goes when the test ends. */
export function temporaryFolder(): (name?: string) => string {
  let folder: string | null = null;
  afterEach(() => {
    if (folder !== null) fs.rmSync(folder, { recursive: true, force: true });
    folder = null;
  });
  return (name = "") => {
    folder ??= fs.mkdtempSync(path.join(os.tmpdir(), "stemma-test-"));
    return path.join(folder, name);
  };
}

/** A job that nobody cancels; what it reports is kept. */
export function quietJob(): JobContext & { reports: JobProgress[] } {
  const reports: JobProgress[] = [];
  return { signal: { aborted: false }, progress: (value) => void reports.push(value), reports };
}

/** A job that its caller gives up at the first report of this phase. */
export function cancelledAt(phase: string): JobContext {
  const signal = { aborted: false };
  return {
    signal,
    progress: (value) => {
      signal.aborted ||= value.phase === phase;
    },
  };
}
