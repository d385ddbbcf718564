import type { ErrorCode } from "../../../shared/ipc/errors.ts";

/** How a verb ends: with an answer, with a named refusal, or (`verify`) with a list of what is wrong. */
export type Outcome = "done" | "problems" | ErrorCode;

/** One outcome, or several of which each is right: where two checks guard one thing, either may speak first. */
export type Expected = Outcome | readonly Outcome[];

/** The verbs that a case is put through, one after the other in one process. */
export type VerbName = "info" | "nodes" | "show" | "cat" | "traverse" | "export" | "verify" | "migrate";

/** What a verb said, as the checks of a case see it. */
export interface VerbRun {
  verb: VerbName;
  args: string[];
  outcome: Outcome;
  status: number | null;
  /** The beginning of what it printed; all of it where that is not more than a few MiB. */
  stdout: string;
  stdoutBytes: number;
  stderr: string;
  /** Processor time of the process while the verb ran. */
  cpuMs: number;
  /** The most memory that the process held at once, seen from outside (`VmHWM`). */
  peakMiB: number;
}

/** A file that means no good, how it is made, and what is the right answer to it. */
export interface HostileCase {
  name: string;
  /** Makes the source in an empty folder; gives its path. */
  make(folder: string): string | Promise<string>;
  /** How the source opens, so how `info` and every other verb ends unless the table says something else. */
  opens: Expected;
  /** Verbs that end in another way once the source is open. */
  verbs?: Partial<Record<VerbName, Expected>>;
  /** A large file: each verb is tried once, not in all its forms. */
  isLarge?: boolean;
  /** Environment of the command. */
  env?: Readonly<Record<string, string>>;
  /** Run as a user who is not root: for files that root reads whatever their mode. */
  asNobody?: boolean;
  /** Shell words that set the stage in a mount namespace of its own, before the command; `$CASE` is the case's folder. */
  stage?: string;
  /** Called again and again while the first verb, a process of its own, runs: for files that change under it. */
  meanwhile?(source: string): void;
  /** More that has to hold of the answers. */
  check?(runs: readonly VerbRun[]): void;
  /** Paths that must not exist afterwards: where a hostile name leads. */
  mustNotAppear?: readonly string[];
}
