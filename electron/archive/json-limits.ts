import { jsonExtent } from "../../shared/json/json-extent.ts";
import { limit, limitError } from "./limits.ts";

/** A text shorter than this cannot hold enough to matter, whatever it is. In characters. */
export const HARMLESS_LENGTH = 16 * 1024;

/**
 * `archive/limit` for a JSON text that would take too much memory once it is parsed: 60 MB can hold twenty million
 * objects. Whether it is JSON at all is not looked at. Linear, no memory.
 * @param what Begins the sentence: the member or column that holds it.
 */
export function checkJsonValues(text: string, what: string, member?: string): void {
  if (text.length < HARMLESS_LENGTH) return;
  const most = limit("STEMMA_MAX_JSON_VALUES");
  const { values } = jsonExtent(text, { maxValues: most, maxDepth: Number.POSITIVE_INFINITY });
  if (values > most) {
    throw limitError("STEMMA_MAX_JSON_VALUES", (n) => `${what} holds at least ${n} values`, values, member);
  }
}

/** As `checkJsonValues`, and for a text that is nested deeper than whoever goes through it later has stack for. */
export function checkJsonExtent(text: string, what: string, member?: string): void {
  checkJsonValues(text, what, member);
  const most = limit("STEMMA_MAX_JSON_DEPTH");
  const { depth } = jsonExtent(text, { maxValues: Number.POSITIVE_INFINITY, maxDepth: most });
  if (depth > most) {
    throw limitError(
      "STEMMA_MAX_JSON_DEPTH",
      (n) => `${what} is nested at least ${n} levels deep`,
      depth,
      member,
    );
  }
}
