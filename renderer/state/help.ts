import { create } from "zustand";
import type { TraversalRule } from "../../shared/graph/traversal-rules.ts";
import type { TermId } from "../../shared/text/glossary.ts";

/** A page of help that is open, and where it begins to read; null: at its start. */
type HelpPage = { page: "rules"; at: TraversalRule | null } | { page: "glossary"; at: TermId | null };

interface HelpState {
  /** The open pages, the one in front last; each is there once. */
  pages: readonly HelpPage[];
}

/** Which pages of help are open. Any part of the window may open them at what it is about. */
export const useHelp = create<HelpState>(() => ({ pages: [] }));

/** Open the help on traversal rules at one of them, in front of what is open. */
export function openRulesHelp(at: TraversalRule | null = null): void {
  open({ page: "rules", at });
}

/** Open the glossary at one of its words, in front of what is open. */
export function openGlossary(at: TermId | null = null): void {
  open({ page: "glossary", at });
}

/** Close a page, and what was opened from it. */
export function closeHelp(page: HelpPage["page"]): void {
  useHelp.setState(({ pages }) => ({ pages: pages.slice(0, placeOf(pages, page)) }));
}

/** What the rules were opened for; a new object is a new wish. Null while they are closed. */
export function useRulesHelp() {
  return useHelp(({ pages }) => pages.find((one) => one.page === "rules") ?? null);
}

/** What the glossary was opened for, likewise. */
export function useGlossary() {
  return useHelp(({ pages }) => pages.find((one) => one.page === "glossary") ?? null);
}

/** A page that lies open below others comes to the front by closing those. */
function open(wanted: HelpPage): void {
  useHelp.setState(({ pages }) => ({ pages: [...pages.slice(0, placeOf(pages, wanted.page)), wanted] }));
}

/** Where a page is among the open ones; behind the last if it is not. */
function placeOf(pages: readonly HelpPage[], page: HelpPage["page"]): number {
  const place = pages.findIndex((one) => one.page === page);
  return place === -1 ? pages.length : place;
}
