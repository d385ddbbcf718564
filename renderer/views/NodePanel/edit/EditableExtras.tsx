import { useRef } from "react";
import { type JsonIndex, jsonKey, jsonMembers, jsonText } from "../../../../shared/json/json-index.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { runCommand } from "../../../commands/commands.ts";
import type { MenuEntry } from "../../../components/ContextMenu/open-menu.ts";
import { JsonTree } from "../../../components/JsonTree/JsonTree.tsx";
import { editOrTell } from "../../../queries/library-edits.ts";
import { editNode, type NodeEditing, useNodeEditing } from "../../../state/node-editing.ts";
import { useSourceId, viewActions } from "../../../state/source-view.ts";
import { ExtraForm, ExtrasForm } from "./ExtraForm.tsx";

/** The extras of a node of the library: a tree whose first level can be added to, changed and deleted. */
export function EditableExtras({ nodeId, index }: { nodeId: number; index: JsonIndex }) {
  const sourceId = useSourceId();
  const editing = useNodeEditing(sourceId, nodeId);
  const tools = useRef<HTMLDivElement>(null);
  const byKey = new Map([...jsonMembers(index, 0)].map((member) => [jsonKey(index, member) ?? "", member]));
  const begin = (what: NodeEditing) => editNode(sourceId, nodeId, what);
  const end = () => {
    editNode(sourceId, nodeId, null);
    requestAnimationFrame(() => tools.current?.querySelector("button")?.focus());
  };
  if (editing?.what === "extras") return <ExtrasForm nodeId={nodeId} text={index.text} onEnd={end} />;
  if (editing?.what === "extra") {
    const member = editing.key === undefined ? undefined : byKey.get(editing.key);
    return (
      <ExtraForm
        key={editing.key ?? "\n"}
        nodeId={nodeId}
        extraKey={member === undefined ? undefined : editing.key}
        valueText={member === undefined ? "" : jsonText(index, member)}
        keys={new Set(byKey.keys())}
        onEnd={end}
      />
    );
  }
  const remove = async (key: string) => {
    const done = await editOrTell(sourceId, "delete extra", [
      { kind: "extra-delete", nodeIds: [nodeId], key },
    ]);
    if (done) viewActions(sourceId).offerUndo(`Extra “${escapeLine(key)}” deleted.`);
  };
  /** What can be done with the extra that a value is in. */
  const actionsOf = (value: number): readonly MenuEntry[] => {
    const key = topKey(index, value);
    if (key === null) return [];
    return [
      { label: "Edit extra…", run: () => begin({ what: "extra", key }) },
      { label: "Delete extra", run: () => void remove(key) },
    ];
  };
  return (
    <div className="edit-extras fills-pane">
      <div ref={tools} className="edit-tools">
        <button
          type="button"
          className="button"
          onClick={() => runCommand("extra-add", { nodeIds: [nodeId] })}
        >
          Add extra…
        </button>
        <button type="button" className="button" onClick={() => begin({ what: "extras" })}>
          Edit as JSON…
        </button>
      </div>
      {byKey.size === 0 ? (
        <p className="node-empty">No extras. Add fields of your own: notes, tags, results.</p>
      ) : (
        <JsonTree index={index} of="extras" actionsOf={actionsOf} />
      )}
    </div>
  );
}

/** The key of the first level that a value stands under. */
function topKey(index: JsonIndex, value: number): string | null {
  for (const member of jsonMembers(index, 0)) {
    if (value >= member && value < index.next[member]!) return jsonKey(index, member);
  }
  return null;
}
