import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { benchFolder } from "../support/archives.mjs";
import { aiidaPython } from "../support/aiida-python.mjs";

/** How AiiDA is asked: a word of `measured.py` with its arguments, or `verdi` with its own. */
export function aiidaRun([what, ...words], archive, target) {
  const configuration = path.join(benchFolder, "aiida-configuration"); // never the user's
  fs.mkdirSync(configuration, { recursive: true });
  const python = aiidaPython();
  const env = { AIIDA_PATH: configuration, PYTHONWARNINGS: "ignore" };
  if (what === "verdi") {
    const verdi = path.join(path.dirname(python), process.platform === "win32" ? "verdi.exe" : "verdi");
    return { command: [verdi, ...words, ...(words[0] === "archive" ? [archive] : [])], env };
  }
  const script = path.join(root, "bench/aiida/measured.py");
  const [level, ...rest] = what.startsWith("export") ? words : [undefined, ...words];
  const writing = level === undefined ? [] : [target, String(level)];
  return { command: [python, script, what, archive, ...writing, ...rest], env };
}

/** How AiiDA is asked to work with a profile folder of its own: a word of `measured.py` with its arguments. */
export function aiidaStore([what, ...words], store) {
  const { command, env } = aiidaRun([what], store);
  return { command: [...command, ...words], env };
}
