import { isLimitName } from "../../shared/model/archive-limits.ts";
import { useSettings } from "../state/settings.ts";
import { useSources } from "../state/sources.ts";
import { reloadSource } from "./open-sources.ts";

/** When the limits change, try again to open what they had refused. Call once. */
export function retryRefused(): void {
  useSettings.subscribe(({ limits }, before) => {
    if (JSON.stringify(limits) === JSON.stringify(before.limits)) return;
    for (const { info, status, error } of useSources.getState().tabs)
      if (status === "failed" && error?.code === "archive/limit" && isLimitName(error.details.limit))
        void reloadSource(info.sourceId);
  });
}
