import { indexJson, type JsonIndex } from "../../../../shared/json/json-index.ts";

/** What comes back from the worker: the index without its text, which the asker has. */
export type JsonColumns = Omit<JsonIndex, "text">;

self.addEventListener("message", ({ data }: MessageEvent<string>) => {
  const { text: _, ...columns } = indexJson(data);
  const buffers = Object.values(columns).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
  self.postMessage(columns, { transfer: buffers });
});
