import { AppError } from "../../shared/ipc/errors.ts";
import { withoutMember } from "../../shared/json/json-members.ts";

/** The attribute in which AiiDA's engine keeps its state: code that runs when it is loaded, so it never leaves. */
const CHECKPOINTS = "checkpoints";

/**
 * The attributes of a process node without its engine state; everything else stays byte for byte, numbers and key
 * order included. Attributes that are the JSON value null become an empty object, which AiiDA's importer needs.
 * @throws AppError `archive/corrupt` for a text that is not one JSON object: it might hide the very member.
 */
export function stripCheckpoints(attributes: string, nodeId: number): string {
  if (attributes.trim() === "null") return "{}";
  const stripped = withoutMember(attributes, CHECKPOINTS);
  if (stripped.ok) return stripped.text;
  throw new AppError(
    "archive/corrupt",
    `The attributes of process ${nodeId} are not a JSON object, so the export would not be safe to import.`,
    { member: "db.sqlite3", check: "attributes", nodeId, offset: stripped.problem.offset },
  );
}
