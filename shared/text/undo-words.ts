import type { UndoReason } from "../model/undo-reason.ts";
import { escapeLine } from "./escape.ts";

/** Why an import cannot be undone, as a clause: "3 nodes that came later are linked with its nodes". */
export function undoReasonText({ kind, nodes, groups, imports }: UndoReason): string {
  const count = `${nodes.toLocaleString("en")} ${nodes === 1 ? "node" : "nodes"}`;
  const are = nodes === 1 ? "is" : "are";
  const have = nodes === 1 ? "has" : "have";
  switch (kind) {
    case "undone":
      return "it was undone already";
    case "links":
      return `${count} that did not come with it ${are} linked with its nodes`;
    case "groups":
      return `${count} of it ${are} in ${groupNames(groups)} since`;
    case "members":
      return `${groupNames(groups)}, which came with it, got ${count} more`;
    case "comments":
      return nodes === 0
        ? "comments that came with it have been changed since"
        : `${count} of it got comments since`;
    case "logs":
      return `${count} of it ${have} log records that did not come with it`;
    case "edited":
      return `${count} of it ${have} been changed since`;
    case "met": {
      const numbers = imports.map((number) => `import ${number}`).join(", ");
      return nodes === 0
        ? `${numbers} brought the same again`
        : `${count} of it came with ${numbers} too, which found ${nodes === 1 ? "it" : "them"} there`;
    }
    case "texts":
      return "the extras or comments that it replaced are no longer known";
  }
}

const NAMED = 3;

function groupNames(labels: readonly string[]): string {
  const named = labels.slice(0, NAMED).map((label) => `“${escapeLine(label)}”`);
  const rest = labels.length - named.length;
  const list = rest > 0 ? [...named, `${rest} more`] : named;
  const names = list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}` : (list[0] ?? "");
  return `the ${labels.length === 1 ? "group" : "groups"} ${names}`;
}
