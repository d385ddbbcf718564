import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { groupsOfNodes, prepareEditRows } from "../../db/queries/edit-rows.ts";
import { editLibrary } from "../../library/edit/edit-library.ts";
import type { AskedEdit, LibraryEdit } from "../../library/edit/library-edit.ts";
import { swapRows } from "../../library/edit/swap-rows.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { changeLibrary, requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

type EditCall = "library.edit" | "library.swap" | "library.groupsOf";

/** Edits of the open library. */
export function editHandlers(open: OpenSource): Pick<EngineHandlers, EditCall> {
  const { source } = open;
  /** By UUID: the ids that the page knows are those of what this engine has read, and the store may have gone on. */
  const named = (edit: AskedEdit): LibraryEdit => {
    if (!("nodeIds" in edit)) return edit;
    const { nodeIds, ...rest } = edit;
    return { ...rest, nodes: prepareEditRows(source.db).nodeUuids([...nodeIds]) };
  };
  return {
    "library.edit": ({ edits }, context) => {
      requireEditable(source);
      const byUuid = edits.map(named);
      return changeLibrary(open, context, ({ db }) => runInSlices(editLibrary(db, byUuid), context));
    },
    "library.swap": async ({ swaps, direction }, context) => {
      await changeLibrary(open, context, ({ db }) => runInSlices(swapRows(db, swaps, direction), context));
      return {};
    },
    "library.groupsOf": ({ nodeIds }) => {
      requireEditable(source);
      return groupsOfNodes(source.db, [...nodeIds]);
    },
  };
}
