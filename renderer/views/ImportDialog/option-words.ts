import type { ImportOptions } from "./import-calls.ts";

/** A choice: its value, what it is called, and what it does in one line. */
export type Choice<T extends string> = readonly [value: T, label: string, note: string];

/** Extras are the free notes on a node; which of two versions of them stays. */
export const EXTRAS: readonly Choice<ImportOptions["existingExtras"]>[] = [
  ["none", "stay as they are", "Nothing changes on nodes that the library has."],
  ["keep_existing", "get what they lack", "Keys that only the file has are added. No value is overwritten."],
  [
    "update_existing",
    "get what they lack, and take over what differs",
    "Keys that only the file has are added, and where both have a key the file’s value is taken.",
  ],
  [
    "mirror",
    "become the file’s",
    "Exactly the file’s extras, whatever the library has: keys that only the library has are lost.",
  ],
];

/** Which of two versions of a comment stays. */
export const COMMENTS: readonly Choice<ImportOptions["comments"]>[] = [
  ["leave", "stay as they are", "What the library has is not touched. New comments come in any case."],
  [
    "newest",
    "take over what is newer",
    "A comment that was changed later in the file replaces the library’s.",
  ],
  ["overwrite", "become the file’s", "The file’s comment replaces the library’s, even an older one."],
];

export type GroupChoice = "new" | "none" | "named" | "existing";

/** Where all nodes of a file are collected. */
export const GROUPS: readonly Choice<GroupChoice>[] = [
  ["new", "go into a new group", "It is named by the time of the import, so that you find again what came."],
  [
    "named",
    "go into the group …",
    "A new group with the label that you give, or the one that has it already.",
  ],
  ["existing", "go into a group of the library", "They join the nodes that are in it."],
  ["none", "go into no group", "Only the groups in the file come along."],
];

export const NEW_EXTRAS_NOTE =
  "Extras are free notes on a node, such as tags. What AiiDA keeps there for itself never comes along.";
export const AUTHINFOS_NOTE =
  "How a user reaches a computer: user names, keys by their paths. Off unless the file is your own.";
