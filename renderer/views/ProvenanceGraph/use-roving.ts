import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect } from "react";

const ITEMS = "button:not(:disabled)";

/**
 * One tab stop for a row of controls: Left and Right, Home and End move among them, and the last one used is where Tab
 * comes back to. Controls that are not laid out (folded away in a narrow window) are passed over.
 */
export function useRoving(row: RefObject<HTMLElement | null>) {
  const items = () =>
    [...(row.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])].filter(
      (item) => item.offsetParent !== null,
    );
  const stopAt = (stop: Element | null) => {
    for (const item of items()) item.tabIndex = item === stop ? 0 : -1;
  };
  useEffect(() => {
    const all = items();
    if (!all.some((item) => item.tabIndex === 0) || all.filter((item) => item.tabIndex === 0).length > 1)
      stopAt(all[0] ?? null);
  });
  return {
    onFocus: (event: FocusEvent) => stopAt(event.target),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+← goes back
      const all = items();
      const at = all.indexOf(event.target as HTMLElement); // -1 outside the row
      const next =
        event.key === "ArrowRight"
          ? (at + 1) % all.length
          : event.key === "ArrowLeft"
            ? (at - 1 + all.length) % all.length
            : event.key === "Home"
              ? 0
              : event.key === "End"
                ? all.length - 1
                : -1;
      if (at === -1 || next === -1) return;
      event.preventDefault();
      all[next]?.focus();
    },
  };
}
