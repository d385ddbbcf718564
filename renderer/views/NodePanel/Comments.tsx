import { useQuery } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useRef } from "react";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { timeToMicros } from "../../../shared/model/stored-time.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { runCommand } from "../../commands/commands.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { editLibrary, editOrTell } from "../../queries/library-edits.ts";
import { useIsEditable } from "../../state/editable.ts";
import { editNode, useNodeEditing } from "../../state/node-editing.ts";
import { useSourceId, viewActions } from "../../state/source-view.ts";
import { TextForm } from "./edit/TextForm.tsx";
import "./edit/edit.css";

type Comment = EngineOutput<"node.comments">[number];

/** What people wrote about the node, as plain text. In the library more can be written, and all of it changed. */
export function Comments({ nodeId }: { nodeId: number }) {
  const comments = useQuery(engineQuery(useSourceId(), "node.comments", { nodeId }));
  const isEditable = useIsEditable();
  if (comments.error) return <ErrorNotice error={comments.error} />;
  if (!comments.data) return <p className="node-empty">Reading comments…</p>;
  return (
    <>
      {comments.data.length === 0 && (
        <p className="node-empty">
          {isEditable
            ? "No comments. What you write about this node comes here."
            : "No comments. Those written with “verdi node comment add” come here."}
        </p>
      )}
      {comments.data.length > 0 && (
        <ul aria-label="comments" className="node-comments">
          {comments.data.map((comment) => (
            <li key={comment.uuid} className="node-comment">
              <OneComment nodeId={nodeId} comment={comment} isEditable={isEditable} />
            </li>
          ))}
        </ul>
      )}
      {isEditable && <NewComment nodeId={nodeId} />}
    </>
  );
}

interface OneCommentProps {
  nodeId: number;
  comment: Comment;
  isEditable: boolean;
}

function OneComment({ nodeId, comment, isEditable }: OneCommentProps) {
  const { uuid, user, ctime, mtime, content } = comment;
  const sourceId = useSourceId();
  const editing = useNodeEditing(sourceId, nodeId);
  const tools = useRef<HTMLSpanElement>(null);
  const isEditing = editing?.what === "comment" && editing.uuid === uuid;
  const remove = async () => {
    if (await editOrTell(sourceId, "delete comment", [{ kind: "comment-delete", comment: uuid }]))
      viewActions(sourceId).offerUndo("Comment deleted.");
  };
  return (
    <>
      <div className="edit-row edit-comment-by">
        <p className="node-comment-by">
          <span className="node-comment-user selectable">{escapeLine(user)}</span>{" "}
          <RelativeTime iso={ctime} />
          {wasEdited(ctime, mtime) && (
            <>
              , edited <RelativeTime iso={mtime} />
            </>
          )}
        </p>
        {isEditable && !isEditing && (
          <span ref={tools}>
            <button
              type="button"
              className="icon-button"
              aria-label={`Edit comment of ${escapeLine(user)}`}
              title="Edit comment"
              onClick={() => editNode(sourceId, nodeId, { what: "comment", uuid })}
            >
              <Pencil size={12} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={`Delete comment of ${escapeLine(user)}`}
              title="Delete comment"
              onClick={() => void remove()}
            >
              <Trash2 size={12} />
            </button>
          </span>
        )}
      </div>
      {isEditable && isEditing ? (
        <TextForm
          name="Comment"
          draftKey={`${sourceId} comment ${uuid}`}
          text={content}
          isLong
          onSave={(text) =>
            editLibrary(sourceId, "edit comment", [{ kind: "comment-edit", comment: uuid, content: text }])
          }
          onEnd={() => {
            editNode(sourceId, nodeId, null);
            requestAnimationFrame(() => tools.current?.querySelector("button")?.focus());
          }}
        />
      ) : (
        <p className="node-comment-text selectable">{escapeBlock(content)}</p>
      )}
    </>
  );
}

function NewComment({ nodeId }: { nodeId: number }) {
  const sourceId = useSourceId();
  const editing = useNodeEditing(sourceId, nodeId);
  const button = useRef<HTMLButtonElement>(null);
  if (editing?.what !== "comment" || editing.uuid !== undefined) {
    return (
      <div className="edit-tools">
        <button
          ref={button}
          type="button"
          className="button"
          onClick={() => runCommand("comment-add", { nodeIds: [nodeId] })}
        >
          Add comment…
        </button>
      </div>
    );
  }
  return (
    <TextForm
      name="New comment"
      draftKey={`${sourceId} ${nodeId} new comment`}
      text=""
      isLong
      saveLabel="Add comment"
      onSave={(content) =>
        editLibrary(sourceId, "add comment", [{ kind: "comment-add", nodeIds: [nodeId], content }])
      }
      onEnd={() => {
        editNode(sourceId, nodeId, null);
        requestAnimationFrame(() => button.current?.focus());
      }}
    />
  );
}

const WRITING_MICROS = 1_000_000; // AiiDA stamps both times as it stores a comment, a moment apart

function wasEdited(ctime: string, mtime: string): boolean {
  return timeToMicros(mtime) - timeToMicros(ctime) > WRITING_MICROS;
}
