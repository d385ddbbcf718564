import type { PythonValue } from "./python-json.ts";
import type { Random } from "./random.ts";

/** How a process ended. */
export type Outcome =
  | { state: "finished"; status: number; message?: string }
  | { state: "excepted"; exception: string }
  | { state: "killed" };

export const SUCCESS: Outcome = { state: "finished", status: 0 };
const KILLED: Outcome = { state: "killed" };

const EXCEPTIONS = [
  "aiida.common.exceptions.TransportTaskException: upload_calculation failed 5 times consecutively\n",
  "paramiko.ssh_exception.SSHException: Error reading SSH protocol banner\n",
  "OSError: Error in get_attribute: '/scratch/aiida.out' not found\n",
];

/** Exit codes of aiida-quantumespresso's pw.x parser that a restart mends. */
const RECOVERABLE: readonly Outcome[] = [
  fail(400, "The calculation stopped prematurely because it ran out of walltime."),
  fail(410, "The electronic minimization cycle did not reach self-consistency."),
  fail(501, "The ionic minimization cycle did not converge but the forces are below the thresholds."),
  fail(541, "The variable cell optimization broke due to a significant volume contraction."),
];
/** And those that end the chain. */
const FATAL: readonly Outcome[] = [
  fail(305, "Both the stdout and XML output files could not be read or parsed."),
  fail(312, "The stdout output file was incomplete probably because the calculation got interrupted."),
  fail(340, "The calculation stopped prematurely because it ran out of walltime but the job was killed."),
  fail(350, "The parser raised an unexpected exception: list index out of range"),
  fail(462, "The code failed during the cholesky factorization."),
];

/** What comes of one PwBaseWorkChain: of each of its calculations, one after the other, and of itself. */
export interface BasePlan {
  attempts: readonly Outcome[];
  outcome: Outcome;
}

/** Nine in ten end well, one in ten of those after a restart; shares like those of real campaigns. */
export function planBase(random: Random): BasePlan {
  const fate = random.fraction();
  if (fate < 0.84) return { attempts: [SUCCESS], outcome: SUCCESS };
  if (fate < 0.91) return { attempts: [random.pick(RECOVERABLE), SUCCESS], outcome: SUCCESS };
  if (fate < 0.93)
    return { attempts: [random.pick(RECOVERABLE), random.pick(RECOVERABLE), SUCCESS], outcome: SUCCESS };
  if (fate < 0.945) {
    const again = random.pick(RECOVERABLE);
    const message = "The maximum number of iterations was exceeded.";
    return { attempts: [again, again, again], outcome: fail(401, message) };
  }
  if (fate < 0.98) {
    const message = "The calculation failed with an unidentified unrecoverable error.";
    return { attempts: [random.pick(FATAL)], outcome: fail(300, message) };
  }
  if (fate < 0.99) {
    const excepted: Outcome = { state: "excepted", exception: random.pick(EXCEPTIONS) };
    const message = "The calculation failed with an unrecoverable error.";
    return { attempts: [excepted], outcome: random.chance(0.5) ? excepted : fail(301, message) };
  }
  return { attempts: [KILLED], outcome: KILLED };
}

export function isSuccess(outcome: Outcome): boolean {
  return outcome.state === "finished" && outcome.status === 0;
}

/** What a work chain comes to when one that it called ended like this. */
export function asParent(child: Outcome, status: number, message: string): Outcome {
  if (isSuccess(child)) return SUCCESS;
  return child.state === "killed" ? KILLED : fail(status, message);
}

/** The attributes that say so. */
export function outcomeAttributes(outcome: Outcome): { readonly [key: string]: PythonValue } {
  if (outcome.state === "finished") {
    const { status, message } = outcome;
    return message === undefined ? { exit_status: status } : { exit_status: status, exit_message: message };
  }
  if (outcome.state === "excepted") return { exception: outcome.exception };
  return { process_status: "Killed through `verdi process kill`" };
}

function fail(status: number, message: string): Outcome {
  return { state: "finished", status, message };
}
