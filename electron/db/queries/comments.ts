import { bounded } from "../bounded-text.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** A comment of a node; times verbatim as stored. */
export interface CommentRow {
  uuid: string;
  ctime: string;
  mtime: string;
  user: string;
  content: string;
}

/** Comment queries over one open source. */
export const prepareCommentQueries = preparedOnce((db) => {
  const ofNode = db.prepare<[{ nodeId: number }], { [K in keyof CommentRow]: unknown }>(
    `SELECT comment.uuid AS uuid, comment.ctime AS ctime, comment.mtime AS mtime, user.email AS user,
            ${bounded("comment.content")} AS content
     FROM db_dbcomment AS comment LEFT JOIN db_dbuser AS user ON user.id = comment.user_id
     WHERE comment.dbnode_id = @nodeId ORDER BY comment.ctime, comment.uuid`,
  );
  const count = db
    .prepare<[{ nodeId: number }], number>("SELECT count(*) FROM db_dbcomment WHERE dbnode_id = @nodeId")
    .pluck();
  return {
    /** Comments of a node in time order. */
    ofNode: (nodeId: number): CommentRow[] =>
      ofNode.all({ nodeId }).map((raw) => ({
        uuid: text(raw.uuid),
        ctime: text(raw.ctime),
        mtime: text(raw.mtime),
        user: text(raw.user),
        content: text(raw.content),
      })),
    count: (nodeId: number): number => count.get({ nodeId }) ?? 0,
  };
});
