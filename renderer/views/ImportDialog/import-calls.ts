import { queryOptions } from "@tanstack/react-query";
import type { EngineOutput, EngineProgress } from "../../../shared/ipc/engine-contract.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import type { ImportRequest } from "../../state/import-request.ts";

/** How files are imported, as the person set it. */
export interface ImportOptions {
  existingExtras: "none" | "keep_existing" | "update_existing" | "mirror";
  keepsNewExtras: boolean;
  comments: "leave" | "newest" | "overwrite";
  includeAuthinfos: boolean;
  group: "new" | "none" | { name: string };
}

/** AiiDA's. */
export const DEFAULT_OPTIONS: ImportOptions = {
  existingExtras: "none",
  keepsNewExtras: true,
  comments: "leave",
  includeAuthinfos: false,
  group: "new",
};

export type ImportedFile = EngineOutput<"library.import">[number];
export type ImportOutcome = NonNullable<ImportedFile["outcome"]>;
export type PreviewProgress = EngineProgress<"library.preview"> | null;

/** What an import of these files would come to; asked anew for other options, and each time the dialog opens. */
export function previewQuery(
  { sourceId, files }: ImportRequest,
  options: ImportOptions,
  onProgress: (progress: PreviewProgress) => void,
) {
  // The group says nothing about what is merged: typing its label does not ask again.
  const input = { files: files.map(({ token }) => token), options: { ...options, group: "none" as const } };
  return queryOptions({
    queryKey: ["import preview", sourceId, input] as const,
    queryFn: ({ signal }) => engineCall(sourceId, "library.preview", input, { signal, onProgress }),
    gcTime: 0,
    staleTime: Infinity,
  });
}
