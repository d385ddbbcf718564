import { looksEmpty } from "../../shared/text/looks-empty.ts";

/**
 * Stands beside a stored text, and says "(blank)" where nothing of that would be seen. Drawn by the style sheet and for
 * the eye alone: names that assistive technology reads stay what is stored.
 */
export function BlankMark({ of }: { of: string }) {
  return looksEmpty(of) ? <span className="blank-mark" aria-hidden="true" /> : null;
}
