/**
 * Bring an entry of a dialog into view and the focus to it. While the dialog is just opening the focus is still outside:
 * the dialog itself brings it in, to what is marked with `data-first-focus`, and remembers where it came from.
 */
export function goThere(entry: HTMLElement): void {
  if (entry.closest("[role=dialog]")?.contains(document.activeElement)) entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "center" });
}
