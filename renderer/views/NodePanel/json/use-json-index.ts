import { useQuery } from "@tanstack/react-query";
import { indexJson, type JsonIndex } from "../../../../shared/json/json-index.ts";
import { engineCall } from "../../../ipc/engine-client.ts";
import { useSourceId } from "../../../state/source-view.ts";
import type { JsonColumns } from "./json-worker.ts";

/** A text longer than this is indexed off the window's thread. */
const DIRECT_LIMIT = 256 * 1024;

export interface NodeJson {
  index: JsonIndex | null; // null: too long to be shown
  bytes: number;
}

/** The attributes or extras of a node, indexed: never parsed to numbers, so that every digit stays as stored. */
export function useNodeJson(nodeId: number, column: "attributes" | "extras") {
  const sourceId = useSourceId();
  return useQuery({
    queryKey: ["source", sourceId, "json-index", { nodeId, column }],
    queryFn: async ({ signal }): Promise<NodeJson> => {
      const { text, bytes, tooLong } = await engineCall(
        sourceId,
        "node.json",
        { nodeId, column },
        { signal },
      );
      return { index: tooLong ? null : await indexed(text, signal), bytes };
    },
    staleTime: Infinity,
    gcTime: 60_000, // an index of a long text weighs as much as the text
    structuralSharing: false,
  });
}

async function indexed(text: string, signal: AbortSignal): Promise<JsonIndex> {
  if (text.length <= DIRECT_LIMIT || typeof Worker === "undefined") return indexJson(text);
  const worker = new Worker(new URL("./json-worker.ts", import.meta.url), { type: "module" });
  const stop = () => worker.terminate();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<JsonIndex>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<JsonColumns>) => resolve({ text, ...data }));
      worker.addEventListener("error", (event) =>
        reject(new Error(event.message || "The text could not be read.")),
      );
      signal.addEventListener("abort", () => reject(new Error("cancelled")), { once: true });
      worker.postMessage(text);
    });
  } finally {
    stop();
  }
}
