import path from "node:path";
import { utilityProcess } from "electron";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Settings } from "../../shared/model/settings.ts";
import type { CacheReport } from "../ipc/engine-messages.ts";
import { engineEnvironment } from "./engine-environment.ts";

/** Ask what the cache takes, or clear it, in a process of its own. Rejects with `internal` when that process fails. */
export function runCacheProcess(work: "usage" | "clear", settings: Settings): Promise<CacheReport> {
  return new Promise((resolve, reject) => {
    const child = utilityProcess.fork(path.join(import.meta.dirname, "cache-worker.js"), [work], {
      serviceName: "Stemma cache",
      stdio: "ignore",
      env: engineEnvironment(settings),
    });
    child.once("message", (report: CacheReport) => {
      resolve(report);
      child.kill(); // a listening parent port would keep it
    });
    child.once("exit", () =>
      reject(new AppError("internal", "The cache could not be looked at. Try again.")),
    );
  });
}
