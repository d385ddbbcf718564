/** Every error code a person, a script or the window can meet. The list is closed: `docs/user-guide` explains each. */
export const ERROR_CODES = [
  "archive/not-found",
  "archive/not-an-archive",
  "archive/corrupt",
  "archive/unsupported-version",
  "archive/limit",
  "node/not-found",
  "node/ambiguous",
  "group/not-found",
  "group/ambiguous",
  "computer/not-found",
  "computer/ambiguous",
  "code/not-found",
  "code/ambiguous",
  "file/not-found",
  "selection/empty",
  "export/exists",
  "export/unsealed",
  "import/uniqueness",
  "import/validation",
  "store/not-found",
  "store/locked",
  "store/incompatible",
  "store/corrupt",
  "disk/full",
  "disk/denied",
  "network/failed",
  "engine/crashed",
  "traversal/limit",
  "ipc/bad-request",
  "cancelled",
  "usage",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts that go with an error; plain data, so that it survives structured clone and JSON. */
export type ErrorDetails = Record<string, unknown>;

/**
 * A failure with a name. `message` is one or two sentences for the person: what is wrong, what to do.
 * Thrown where the fact is known, converted once at the border (`to-wire-error.ts`), phrased once.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}

/** An error as data: what crosses a process border or is printed with `--json`. */
export interface WireError {
  code: ErrorCode;
  message: string;
  details: ErrorDetails;
}
