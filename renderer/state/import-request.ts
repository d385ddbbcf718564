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

export const useImportRequest = create<{ request: ImportRequest | null }>(() => ({ request: null }));

/** Ask how files are to be imported. While the dialog asks already they join those that are in it. */
export function askImport(request: ImportRequest | null): void {
  useImportRequest.setState(({ request: open }) => ({
    request: request && open?.sourceId === request.sourceId ? joined(open, request) : request,
  }));
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
