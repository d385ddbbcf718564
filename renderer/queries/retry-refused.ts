import type { AppError } from "../../shared/ipc/errors.ts";
import { LIMIT_NAMES } from "../../shared/model/archive-limits.ts";
import { useSettings } from "../state/settings.ts";
import { useSources } from "../state/sources.ts";
import { reloadSource } from "./open-sources.ts";

/** True if a setting can let the source in: one of the limits was met. */
export function isRefusedByLimit({ code, details }: AppError): boolean {
  return code === "archive/limit" && LIMIT_NAMES.some((name) => name === details.limit);
}

/** When the limits change, try again to open what they had refused. Call once. */
export function retryRefused(): void {
  useSettings.subscribe(({ limits }, before) => {
    if (JSON.stringify(limits) === JSON.stringify(before.limits)) return;
    for (const { info, status, error } of useSources.getState().tabs)
      if (status === "failed" && error && isRefusedByLimit(error)) void reloadSource(info.sourceId);
  });
}
