import { create } from "zustand";
import type { TraversalRule } from "../../shared/graph/traversal-rules.ts";
import type { TermId } from "../../shared/text/glossary.ts";

interface HelpState {
  /** The page of traversal rules: where it begins to read; null: closed. */
  rules: { at: TraversalRule | null } | null;
  /** The glossary likewise. */
  glossary: { at: TermId | null } | null;
}

/** Which pages of help are open. Any part of the window may open them at what it is about. */
export const useHelp = create<HelpState>(() => ({ rules: null, glossary: null }));

/** Open the help on traversal rules, at one of them. Where it lies open below the glossary, that one gives way. */
export function openRulesHelp(at: TraversalRule | null = null): void {
  useHelp.setState(({ rules, glossary }) => ({ rules: { at }, glossary: rules ? null : glossary }));
}

/** Open the glossary, at one of its words. Where it lies open below the rules, those give way. */
export function openGlossary(at: TermId | null = null): void {
  useHelp.setState(({ rules, glossary }) => ({ glossary: { at }, rules: glossary ? null : rules }));
}

export function closeRulesHelp(): void {
  useHelp.setState({ rules: null });
}

export function closeGlossary(): void {
  useHelp.setState({ glossary: null });
}
