import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { EngineInput, EngineOutput, EngineProgress } from "../../../shared/ipc/engine-contract.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { engineCall } from "../../ipc/engine-client.ts";

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

/** What an import is asked for beside its files: options of all of them, and what single ones have of their own. */
export type ImportPlan = { options: ImportOptions } & Pick<EngineInput<"library.import">, "own">;

/** What of a file is wanted, as the engine takes it. */
export type ImportChoice = NonNullable<EngineInput<"library.compare">["choice"]>;

export type ImportedFile = EngineOutput<"library.import">[number];
export type ImportOutcome = NonNullable<ImportedFile["outcome"]>;
export type ComparedFile = EngineOutput<"library.compare">;
export type Difference = ComparedFile["differences"][number];
export type PreviewProgress = EngineProgress<"library.preview"> | null;

/** What an import of these files would come to. Asked anew for other options; meanwhile the figures before stay. */
export function previewQuery(
  sourceId: string,
  files: readonly Target[],
  { options, own = {} }: ImportPlan,
  onProgress: (progress: PreviewProgress) => void,
) {
  // The group says nothing about what is merged: typing its label does not ask again.
  const groupless = (given: ImportOptions) => ({ ...given, group: "none" as const });
  const input = {
    files: files.map(({ token }) => token),
    options: groupless(options),
    own: Object.fromEntries(
      Object.entries(own).map(([token, { choice, options: mine }]) => [
        token,
        { ...(choice && { choice }), ...(mine && { options: { ...mine, group: "none" as const } }) },
      ]),
    ),
  };
  return queryOptions({
    queryKey: ["import preview", sourceId, input] as const,
    queryFn: ({ signal }) => engineCall(sourceId, "library.preview", input, { signal, onProgress }),
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: Infinity,
  });
}

/** What a file and the library both have, and in what they differ; and the groups of the file. */
export function compareQuery(sourceId: string, file: string, choice: ImportChoice | undefined) {
  const input = { file, ...(choice && { choice }) };
  return queryOptions({
    queryKey: ["import comparison", sourceId, input] as const,
    queryFn: ({ signal }) => engineCall(sourceId, "library.compare", input, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: Infinity,
  });
}
