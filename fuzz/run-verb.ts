import { PassThrough } from "node:stream";
import { main } from "../electron/cli/cli.ts";
import type { Findings } from "./findings.ts";

/** What a verb printed and how it ended. */
interface Ran {
  status: number;
  /** The one JSON value on stdout; null when it is none. */
  value: unknown;
  /** The code it was refused with; null when it was not. */
  code: string | null;
}

/** Characters that move a cursor or turn text around: stored text must never bring them onto a terminal. */
const UNESCAPED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Run a verb in this process with `--json` and look at its manners: one JSON value, one line of error, a known status. */
export async function runJson(findings: Findings, words: string[], known: number[] = [0, 1]): Promise<Ran> {
  const where = `stemma ${words[0]}`;
  const { status, stdout, stderr } = await run([...words, "--json"]);
  if (!known.includes(status)) findings.add(where, `exit status ${status}: ${stderr.slice(0, 300)}`);
  findings.checkText(where, stderr);
  if (UNESCAPED.test(stderr))
    findings.add(where, `control characters on stderr: ${JSON.stringify(stderr.slice(0, 300))}`);
  let value: unknown = null;
  try {
    value = JSON.parse(withoutNonNumbers(stdout.toString("utf8")));
  } catch (error) {
    findings.add(where, `not one JSON value: ${String(error)}: ${stdout.toString("utf8").slice(0, 200)}`);
  }
  const error = (value as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  if (status === 0 || error === undefined) return { status, value, code: null };
  findings.checkError(where, error);
  if (!stderr.includes(`stemma: ${String(error.code)}: `))
    findings.add(where, `stderr lacks the error: ${stderr.slice(0, 200)}`);
  return { status, value, code: String(error.code) };
}

/** Stored JSON is printed as it stands, with the NaN and infinities that Python reads and JSON does not have. */
function withoutNonNumbers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (token) =>
    token.startsWith('"') ? token : "null",
  );
}

/** Run a verb as people do, for text on a terminal's behalf. */
export async function runText(findings: Findings, words: string[]): Promise<void> {
  const where = `stemma ${words[0]}, text`;
  const { status, stdout, stderr } = await run(words);
  if (status !== 0 && status !== 1) findings.add(where, `exit status ${status}`);
  const text = stdout.toString("utf8");
  if (UNESCAPED.test(text) || UNESCAPED.test(stderr)) findings.add(where, "control characters");
  if (stderr.includes(": internal: ")) findings.add(where, stderr.slice(0, 300));
  findings.checkText(where, stderr);
}

/** Run a verb that prints the bytes of a file. */
export async function runBytes(findings: Findings, words: string[]): Promise<void> {
  const where = `stemma ${words[0]}`;
  const { status, stderr } = await run(words);
  if (status !== 0 && status !== 1) findings.add(where, `exit status ${status}`);
  if (stderr.includes(": internal: ")) findings.add(where, stderr.slice(0, 300));
  findings.checkText(where, stderr);
}

async function run(words: string[]): Promise<{ status: number; stdout: Buffer; stderr: string }> {
  const out = collector();
  const err = collector();
  const status = await main(words, { stdout: out.stream, stderr: err.stream });
  return { status, stdout: out.bytes(), stderr: err.bytes().toString("utf8") };
}

function collector(): { stream: PassThrough; bytes(): Buffer } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return {
    stream,
    bytes() {
      for (let chunk = stream.read() as Buffer | null; chunk; chunk = stream.read() as Buffer | null)
        chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}
