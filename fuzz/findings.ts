import { ERROR_CODES } from "../shared/ipc/errors.ts";

/** What a case must never end in: our own mistakes. Every other code of the closed list is a good answer. */
const OUR_FAULT = new Set<string>(["internal", "ipc/bad-request", "engine/crashed", "usage", "cancelled"]);
const STACK_TRACE = /\bat .*[\\/].*\.[cm]?js:\d+/;

/** Collects what is wrong with one case. */
export class Findings {
  readonly list: string[] = [];

  add(where: string, what: string): void {
    this.list.push(`${where}: ${what}`);
  }

  /** An error as it left the program: it has a name of the closed list, and is no fault of ours. */
  checkError(where: string, error: { code?: unknown; message?: unknown } | undefined): void {
    const code = String(error?.code);
    const message = String(error?.message);
    if (!(ERROR_CODES as readonly string[]).includes(code))
      this.add(where, `no code of the list: ${code} ${message}`);
    else if (OUR_FAULT.has(code)) this.add(where, `${code}: ${message}`);
    this.checkText(where, message);
  }

  checkText(where: string, text: string): void {
    if (STACK_TRACE.test(text)) this.add(where, `a stack trace: ${text.slice(0, 300)}`);
  }
}
