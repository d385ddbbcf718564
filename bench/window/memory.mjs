import fs from "node:fs";

/**
 * Memory of the app's processes in bytes. `private` is what no other process shares (`Private_*` of the kernel), `share`
 * (PSS) counts shared pages by how many processes use them, `resident` counts them in full. Linux only; elsewhere
 * `resident` is Electron's working set and the others are null.
 */
export async function memoryOf(app) {
  const metrics = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, type, name, serviceName, memory }) => ({
      pid,
      type,
      name: name ?? serviceName ?? type,
      resident: memory.workingSetSize * 1024,
    })),
  );
  return Object.fromEntries(
    metrics.map(({ pid, type, name, resident }) => [
      nameOf(type, name),
      kernelFigures(pid) ?? { resident, share: null, private: null },
    ]),
  );
}

function nameOf(type, name) {
  if (type === "Browser") return "main";
  if (type === "Tab") return "window";
  if (name.startsWith("Stemma engine")) return "engine";
  return name.toLowerCase();
}

function kernelFigures(pid) {
  let text;
  try {
    text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch {
    return null; // another system than Linux
  }
  const kilobytes = (pattern) =>
    [...text.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number) * 1024, 0);
  return {
    resident: kilobytes(/^Rss:\s+(\d+)/gm),
    share: kilobytes(/^Pss:\s+(\d+)/gm),
    private: kilobytes(/^Private_(?:Clean|Dirty):\s+(\d+)/gm),
  };
}
