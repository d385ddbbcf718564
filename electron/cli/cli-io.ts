import { once } from "node:events";
import { AppError } from "../../shared/ipc/errors.ts";
import { nextPace, type Pace } from "../../shared/model/job-pace.ts";
import { type JsonOutput, writeJson } from "../../shared/json/json-writer.ts";
import { formatBytes } from "../../shared/text/byte-text.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { groupedDigits } from "../../shared/text/grouped-digits.ts";
import { paceText } from "../../shared/text/pace-text.ts";
import type { Beforehand } from "../archive/beforehand.ts";
import type { JobProgress } from "../archive/source.ts";
import type { Interrupt } from "./interrupt.ts";
import type { CliIo } from "./verb.ts";
import type { Watch } from "./watch.ts";

/** The streams of the process, or stand-ins for them. */
export interface CliStreams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  /** Who watches the process; not where the verb is part of another program. */
  watch?: Watch;
  /** Who has heard SIGINT and SIGTERM since before the verb was loaded. */
  interrupt?: Interrupt;
  /** The verb's archive, on its way into the cache. */
  beforehand?: Beforehand | null;
}

/** The reader of our output has gone (`| head`): the verb stops, and that is no failure. */
export class OutputClosed extends Error {}

/** Minimum time between two progress lines: a person reads no faster, and a log file stays short. */
const PROGRESS_EVERY_MS = 100;

/** Connect a verb with the streams. `progressAsked` shows progress although stderr is no terminal. */
export function createIo(
  streams: CliStreams,
  signal: AbortSignal,
  options: { json: boolean; progressAsked: boolean; readable: boolean },
): CliIo & { finish(): void } {
  const { stdout, stderr } = streams;
  let outputError: Error | null = null;
  stdout.on("error", (error: Error) => (outputError = error));
  const report = progressReporter(stderr, options.progressAsked);

  async function write(chunk: string | Uint8Array): Promise<void> {
    if (outputError) throw outputFailure(outputError);
    if (signal.aborted) throw new AppError("cancelled", "Cancelled.");
    report.finish(); // what is printed begins on a line of its own
    streams.watch?.printed();
    if (stdout.write(chunk)) return;
    // A stream that fails while it is full emits `error` instead of `drain`; `once` rejects then.
    await once(stdout, "drain", { signal }).catch((error: Error) => {
      throw signal.aborted ? new AppError("cancelled", "Cancelled.") : outputFailure(outputError ?? error);
    });
  }

  return {
    json: options.json,
    readable: options.readable,
    colour: stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
    write,
    printJson: (value: JsonOutput) => write(`${writeJson(value, stdout.isTTY === true ? 2 : 0)}\n`),
    warn: (line: string) => void stderr.write(`stemma: ${escapeLine(line)}\n`),
    job: { signal, progress: report.show },
    beforehand: streams.beforehand ?? undefined,
    finish: report.finish,
  };
}

function outputFailure(error: Error): Error {
  return (error as NodeJS.ErrnoException).code === "EPIPE" ? new OutputClosed() : error;
}

function progressReporter(stderr: CliStreams["stderr"], asked: boolean) {
  const isTerminal = stderr.isTTY === true;
  let lastShown = 0;
  let pace: Pace | null = null;
  let isOpen = false; // an unfinished line stands on the terminal
  return {
    show(value: JobProgress): void {
      const now = performance.now();
      pace = nextPace(pace, value, now);
      if ((!isTerminal && !asked) || now - lastShown < PROGRESS_EVERY_MS) return;
      lastShown = now;
      const line = escapeLine(progressLine(value, pace));
      stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
      isOpen = isTerminal;
    },
    finish(): void {
      if (isOpen) stderr.write("\r\u001b[K");
      isOpen = false;
    },
  };
}

/** "copying files: 31 MB of 118 MB, 62 MB/s, about 5 s left". */
function progressLine({ phase, done, total, unit }: JobProgress, pace: Pace): string {
  const count = (value: number) => (unit === "bytes" ? formatBytes(value) : groupedDigits(value));
  const words = unit === "bytes" ? "" : ` ${unit}`;
  const counts = `${phase}: ${count(done)}${total === null ? "" : ` of ${count(total)}`}${words}`;
  return [counts, paceText(pace, unit)].filter((part) => part !== "").join(", ");
}
