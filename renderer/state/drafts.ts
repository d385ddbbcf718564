import { useState } from "react";

/** What was typed into forms that are not in sight any more: another node was looked at meanwhile. */
const drafts = new Map<string, unknown>();

/**
 * What stands in a form, kept under a key until it was saved or given up, also while the form is away.
 * @returns The value, how to set it, and how to forget it.
 */
export function useDraft<T>(key: string, initial: () => T): [T, (value: T) => void, () => void] {
  // Sound: a key is used by one form, which puts in what it takes out.
  const [value, setValue] = useState<T>(() => (drafts.has(key) ? (drafts.get(key) as T) : initial()));
  const set = (next: T) => {
    drafts.set(key, next);
    setValue(next);
  };
  return [value, set, () => void drafts.delete(key)];
}
