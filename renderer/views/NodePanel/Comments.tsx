import { useQuery } from "@tanstack/react-query";
import { timeToMicros } from "../../../shared/model/stored-time.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId } from "../../state/source-view.ts";

/** What people wrote about the node, as plain text. */
export function Comments({ nodeId }: { nodeId: number }) {
  const comments = useQuery(engineQuery(useSourceId(), "node.comments", { nodeId }));
  if (comments.error) return <ErrorNotice error={comments.error} />;
  if (!comments.data) return <p className="node-empty">Reading comments…</p>;
  if (comments.data.length === 0) {
    return <p className="node-empty">No comments. Those written with “verdi node comment add” come here.</p>;
  }
  return (
    <ul aria-label="comments" className="node-comments">
      {comments.data.map(({ uuid, user, ctime, mtime, content }) => (
        <li key={uuid} className="node-comment">
          <p className="node-comment-by">
            <span className="node-comment-user selectable">{escapeLine(user)}</span>{" "}
            <RelativeTime iso={ctime} />
            {wasEdited(ctime, mtime) && (
              <>
                , edited <RelativeTime iso={mtime} />
              </>
            )}
          </p>
          <p className="node-comment-text selectable">{escapeBlock(content)}</p>
        </li>
      ))}
    </ul>
  );
}

const WRITING_MICROS = 1_000_000; // AiiDA stamps both times as it stores a comment, a moment apart

function wasEdited(ctime: string, mtime: string): boolean {
  return timeToMicros(mtime) - timeToMicros(ctime) > WRITING_MICROS;
}
