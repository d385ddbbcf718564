import type { JsonOutput } from "../../shared/json/json-writer.ts";
import type { Beforehand } from "../archive/beforehand.ts";
import type { JobContext } from "../archive/source.ts";
import type { OptionSpec, ParsedArguments } from "./arguments.ts";

/** Where a verb prints. Everything it says goes through here, so that a test can listen. */
export interface CliIo {
  /** True with `--json`: exactly one JSON value goes to stdout, by `printJson`. */
  readonly json: boolean;
  /** True with `--readable`: a damaged source is opened as far as it can be read. */
  readonly readable: boolean;
  /** Colour is wanted: stdout is a terminal and `NO_COLOR` is not set. */
  readonly colour: boolean;
  /** Write to stdout; resolves when the reader has room for more. Text from an archive must be escaped by the caller. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Print one JSON value and a line feed: indented on a terminal, else on one line. */
  printJson(value: JsonOutput): Promise<void>;
  /** One line to stderr, escaped: warnings that do not end the verb. */
  warn(line: string): void;
  /** What long work takes: cancelled by SIGINT, its progress shown on stderr (a terminal, or with `--progress`). */
  readonly job: JobContext;
  /** Who may have unpacked the verb's archive already. */
  readonly beforehand?: Beforehand | undefined;
}

/** One verb of the command. It is loaded only when it is called. */
export interface Verb {
  name: string;
  /** One sentence for `stemma --help`. */
  summary: string;
  /** Positional arguments by name, in order; required unless named in brackets: "[OUTPUT]". */
  positionals: readonly string[];
  /** Reads a source, and takes `--readable` for a damaged one. */
  readsSource?: boolean;
  /** Its own options; `--json`, `--progress` and `--help` are added for every verb. */
  options: readonly OptionSpec[];
  /** Do it. Returns the exit status; throws `AppError` when refused or failed. */
  run(args: ParsedArguments, io: CliIo): Promise<number>;
}
