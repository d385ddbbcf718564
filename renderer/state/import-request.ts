import { create } from "zustand";
import type { RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import type { Target } from "../../shared/ipc/host-contract.ts";

/** A part of a file that somebody chose before, by UUIDs. */
export interface ChosenPart {
  nodes: readonly string[];
  groups: readonly string[];
  rules: RuleSwitches;
  /** What was chosen: "12 nodes and 1 group". */
  words: string;
}

/** Files that somebody wants to have in the library, until the dialog is answered. */
export interface ImportRequest {
  /** The library's tab. */
  sourceId: string;
  files: readonly Target[];
  /** Files of which only a part is wanted, by their tokens. */
  chosen: Readonly<Record<string, ChosenPart>>;
}

interface ImportRequestState {
  request: ImportRequest | null;
  /** The dialog shows what there is to show of its files, and asks the library for no more. */
  isLookedAt: boolean;
}

export const useImportRequest = create<ImportRequestState>(() => ({ request: null, isLookedAt: false }));

/** Ask how files are to be imported. While the dialog asks already they join those that are in it. */
export function askImport(request: ImportRequest | null): void {
  useImportRequest.setState(({ request: open, isLookedAt }) => {
    const isSame = request !== null && open?.sourceId === request.sourceId;
    return { request: isSame ? joined(open, request) : request, isLookedAt: isSame && isLookedAt };
  });
}

/** The dialog has its answers, or knows why there are none. */
export function importLookedAt(): void {
  useImportRequest.setState({ isLookedAt: true });
}

/**
 * Resolves as soon as no dialog waits for this library to say what an import would do. Whatever lies behind the dialog is asked
 * for after it: asked together, the dialog would wait for both.
 */
export function untilLookedAt(sourceId: string): Promise<void> {
  const isWaited = ({ request, isLookedAt }: ImportRequestState) =>
    request?.sourceId === sourceId && !isLookedAt;
  return new Promise((resolve) => {
    if (!isWaited(useImportRequest.getState())) return resolve();
    const stop = useImportRequest.subscribe((state) => {
      if (isWaited(state)) return;
      stop();
      resolve();
    });
  });
}

/** Take a file out of what is asked about; without the last one nothing is. */
export function dropFromImport(token: string): void {
  useImportRequest.setState(({ request }) => {
    const files = request?.files.filter((file) => file.token !== token) ?? [];
    return { request: request && files.length > 0 ? { ...request, files } : null };
  });
}

/** One that is in the list already is not listed twice, unless only a part of it is wanted. */
function joined(open: ImportRequest, more: ImportRequest): ImportRequest {
  const known = new Set(open.files.map(({ shownPath }) => shownPath));
  const fresh = more.files.filter(({ token, shownPath }) => !known.has(shownPath) || more.chosen[token]);
  return { ...open, files: [...open.files, ...fresh], chosen: { ...open.chosen, ...more.chosen } };
}
