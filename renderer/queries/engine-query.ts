import { QueryClient, queryOptions } from "@tanstack/react-query";
import type { EngineCall, EngineInput } from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { engineCall } from "../ipc/engine-client.ts";

/** One cache for the whole window. A call that died with its engine is asked again of the next one. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        error instanceof AppError && error.code === "engine/crashed" && failures < 3,
      retryDelay: 300,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/**
 * A query for a call of the engine contract. An answer never goes stale by itself: closing or reloading the source, and a
 * change of the library, drop its answers (`dropAnswers`). Aborting the query cancels the call in the engine.
 */
export function engineQuery<N extends EngineCall>(sourceId: string, name: N, input: EngineInput<N>) {
  return queryOptions({
    queryKey: ["source", sourceId, name, input] as const,
    queryFn: ({ signal }) => engineCall(sourceId, name, input, { signal }),
    staleTime: Infinity,
  });
}

/** Forget every answer of a source: it was closed, or is being read anew. */
export function dropAnswers(sourceId: string): void {
  queryClient.removeQueries({ queryKey: ["source", sourceId], type: "inactive" });
  void queryClient.invalidateQueries({ queryKey: ["source", sourceId] });
}
