import { useSourceId } from "./source-view.ts";
import { useSources } from "./sources.ts";

/** Whether the source at hand takes edits now: the library does, archives never, and nothing while it is being opened. */
export function useIsEditable(): boolean {
  const sourceId = useSourceId();
  return useSources(({ tabs }) =>
    tabs.some(
      ({ info, summary, status }) =>
        info.sourceId === sourceId && summary?.isEditable === true && status === "open",
    ),
  );
}
