import type { Source } from "../../archive/source.ts";
import { addComments, deleteComment, editComment } from "./edit-comments.ts";
import {
  addNodes,
  clearGroup,
  createGroup,
  deleteGroup,
  describeGroup,
  removeNodes,
  renameGroup,
} from "./edit-groups.ts";
import { deleteExtra, describeNodes, labelNodes, renameExtra, setExtra, setExtras } from "./edit-nodes.ts";
import { beginEdit, type Editing, type EditOutcome, type EditRun, type LibraryEdit } from "./library-edit.ts";

/**
 * Change groups, labels, descriptions, extras or comments of a store as AiiDA would (`docs/data-model.md`, "Edits"), inside
 * a transaction of the caller's.
 * @yields How far it is, every few milliseconds.
 * @returns What all edits together did; see `swapRows` for taking it back.
 * @throws AppError `import/validation`, `import/uniqueness`, `node/not-found`, `group/not-found`: then nothing may be kept.
 */
export function* editLibrary(db: Source["db"], edits: readonly LibraryEdit[]): Editing<EditOutcome> {
  const run = beginEdit(db);
  const all: EditOutcome = { swaps: [], group: null, changed: 0 };
  for (const edit of edits) {
    const { swaps, group, changed } = yield* editOnce(run, edit);
    for (const swap of swaps) all.swaps.push(swap);
    all.group = group ?? all.group;
    all.changed += changed;
  }
  return all;
}

function* editOnce(run: EditRun, edit: LibraryEdit): Editing<EditOutcome> {
  switch (edit.kind) {
    case "group-create":
      return yield* createGroup(run, edit);
    case "group-rename":
      return renameGroup(run, edit);
    case "group-describe":
      return describeGroup(run, edit);
    case "group-delete":
      return yield* deleteGroup(run, edit);
    case "group-add":
      return yield* addNodes(run, edit);
    case "group-remove":
      return yield* removeNodes(run, edit);
    case "group-clear":
      return yield* clearGroup(run, edit);
    case "node-label":
      return yield* labelNodes(run, edit);
    case "node-description":
      return yield* describeNodes(run, edit);
    case "extra-set":
      return yield* setExtra(run, edit);
    case "extra-rename":
      return yield* renameExtra(run, edit);
    case "extra-delete":
      return yield* deleteExtra(run, edit);
    case "extras-set":
      return yield* setExtras(run, edit);
    case "comment-add":
      return addComments(run, edit);
    case "comment-edit":
      return editComment(run, edit);
    case "comment-delete":
      return deleteComment(run, edit);
  }
}
