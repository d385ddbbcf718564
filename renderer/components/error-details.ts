import type { AppError } from "../../shared/ipc/errors.ts";
import { escapeLine } from "../../shared/text/escape.ts";

/** What stands behind "Details": the code, then what is known of the error, a line each. */
export function detailsText({ code, details }: Pick<AppError, "code" | "details">): string {
  const lines = Object.entries(details)
    .filter(isForPeople)
    .map(([key, value]) => `${key}: ${shown(value)}`);
  return [code, ...lines].join("\n");
}

/** Not the answer that only decides which buttons there are. */
function isForPeople([key]: [string, unknown]): boolean {
  return key !== "canReadPart";
}

/** A list of sentences as one, each on a line of its own; the rest as it is. */
function shown(value: unknown): string {
  if (typeof value === "string") return escapeLine(value);
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
  return isList ? value.map((item) => `\n  • ${escapeLine(item)}`).join("") : JSON.stringify(value);
}
