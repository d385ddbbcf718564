import fs from "node:fs";
import path from "node:path";

/**
 * What took most of a V8 CPU profile: self time by function, longest first. "(idle)" is waiting for other threads (disk,
 * zlib's workers); it counts in no share.
 * @returns Milliseconds.
 */
export function topFunctions(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(fs.readFileSync(file, "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const self = new Map();
  for (const [i, id] of samples.entries()) {
    const what = nameOf(byId.get(id).callFrame);
    self.set(what, (self.get(what) ?? 0) + timeDeltas[i] / 1000);
  }
  const idle = self.get("(idle)") ?? 0;
  self.delete("(idle)");
  const total = [...self.values()].reduce((sum, ms) => sum + ms, 0);
  const functions = [...self]
    .map(([what, ms]) => ({ what, ms, share: ms / total }))
    .toSorted((a, b) => b.ms - a.ms);
  return { total, idle, functions };
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || "(anonymous)";
  if (url === "") return name;
  const place = path.basename(url.split("?")[0]).replace(/-[\w-]{8}\.js$/, ".js");
  return functionName ? `${name} (${place})` : `${name} (${place}:${lineNumber + 1})`;
}
