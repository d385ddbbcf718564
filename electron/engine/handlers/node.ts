import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { arraysOfNode, arrayWindow } from "../../content/arrays.ts";
import { nodeNotFound, nodeOverview } from "../../content/node-overview.ts";
import { readStructure } from "../../content/structure.ts";
import { prepareCommentQueries } from "../../db/queries/comments.ts";
import { prepareLinkQueries } from "../../db/queries/links.ts";
import { prepareLogQueries } from "../../db/queries/logs.ts";
import { prepareNodeQueries } from "../../db/queries/nodes.ts";
import type { OpenSource } from "../open-source-state.ts";

type NodeCall =
  | "node.get"
  | "node.json"
  | "node.links"
  | "node.log"
  | "node.comments"
  | "node.structure"
  | "node.arrays"
  | "node.array";

const MAX_STRUCTURE_BYTES = 256 * 1024 * 1024;

/** Calls about one node. Each is `node/not-found` for an id that the source does not hold. */
export function nodeHandlers({ source }: OpenSource): Pick<EngineHandlers, NodeCall> {
  const nodes = () => prepareNodeQueries(source.db);
  const mustExist = (nodeId: number) => {
    if (!nodes().row(nodeId)) throw nodeNotFound(nodeId);
  };
  return {
    "node.get": ({ nodeId }) => nodeOverview(source, nodeId),
    "node.json": ({ nodeId, column, maxBytes }) => {
      mustExist(nodeId);
      const { bytes, text } = nodes().json(nodeId, column, maxBytes);
      return { bytes, text: text ?? "", tooLong: text === null };
    },
    "node.links": ({ nodeId, direction, afterLinkId, limit }) => {
      mustExist(nodeId);
      const links = prepareLinkQueries(source.db);
      const page = links.page(direction, { nodeId, afterLinkId, limit: limit + 1 });
      const shown = page.slice(0, limit);
      return {
        total: links.count(direction, nodeId),
        links: shown,
        nextAfter: page.length > limit ? shown.at(-1)!.linkId : null, // a full page is not empty
      };
    },
    "node.log": ({ nodeId, called, offset, limit }) => {
      mustExist(nodeId);
      const logs = prepareLogQueries(source.db);
      return {
        total: logs.count(called, nodeId),
        entries: logs
          .page(called, { nodeId, offset, limit })
          .map(({ time, level, logger, message, nodeId: writerId, nodeTitle }) => ({
            time,
            level,
            logger,
            message,
            nodeId: writerId,
            nodeTitle,
          })),
      };
    },
    "node.comments": ({ nodeId }) => {
      mustExist(nodeId);
      return prepareCommentQueries(source.db).ofNode(nodeId);
    },
    "node.structure": ({ nodeId }) => {
      mustExist(nodeId);
      const { text, bytes } = nodes().json(nodeId, "attributes", MAX_STRUCTURE_BYTES);
      if (text !== null) return readStructure(text);
      throw new AppError("archive/limit", `The attributes of this node are ${bytes} bytes long.`, {
        limit: MAX_STRUCTURE_BYTES,
      });
    },
    "node.arrays": ({ nodeId }) => {
      mustExist(nodeId);
      return arraysOfNode(source, nodeId);
    },
    "node.array": ({ nodeId, name, ...window }) => {
      mustExist(nodeId);
      return arrayWindow(source, nodeId, name, window);
    },
  };
}
