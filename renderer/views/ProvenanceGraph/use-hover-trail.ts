import { useCallback, useEffect, useRef } from "react";
import type { NodeIds } from "../../graph/drawing.ts";
import { useSourceId, useViewActions, viewOf } from "../../state/source-view.ts";

const HOVER_MS = 120; // a pointer that only passes asks nothing

/** Ask for the trail of an added node while the pointer rests on it. Returns what to call as it enters and leaves. */
export function useHoverTrail(added: NodeIds | null): (nodeId: number | null) => void {
  const sourceId = useSourceId();
  const { setTrail } = useViewActions();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef<number | null>(null);

  const forget = useCallback(() => {
    clearTimeout(timer.current);
    if (asked.current !== null && viewOf(sourceId).getState().trailId === asked.current) setTrail(null);
    asked.current = null;
  }, [setTrail, sourceId]);
  useEffect(() => forget, [forget]);

  return useCallback(
    (nodeId: number | null) => {
      forget();
      if (nodeId === null || !added?.has(nodeId)) return;
      timer.current = setTimeout(() => {
        asked.current = nodeId;
        setTrail(nodeId);
      }, HOVER_MS);
    },
    [added, forget, setTrail],
  );
}
