// Runs the built `stemma` command many times in one process: a line of JSON in (the arguments), a line of JSON out
// ({ status, stdout, stderr }; of `cat` stdout is in base64). Starting Node anew for each of a hundred calls would take longer than the calls.
import path from "node:path";
import readline from "node:readline";
import { PassThrough } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
const { main } = await import(pathToFileURL(built).href);

for await (const line of readline.createInterface({ input: process.stdin })) {
  const stdout = collector();
  const stderr = collector();
  const words = JSON.parse(line);
  const status = await main(words, { stdout: stdout.stream, stderr: stderr.stream });
  const printed = stdout.text(words[0] === "cat" ? "base64" : "utf8");
  process.stdout.write(`${JSON.stringify({ status, stdout: printed, stderr: stderr.text("utf8") })}\n`);
}

function collector() {
  const stream = new PassThrough();
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return { stream, text: (encoding) => Buffer.concat(chunks).toString(encoding) };
}
