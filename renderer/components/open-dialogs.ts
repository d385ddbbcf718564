/** How many modal dialogs are open: while there is one, the rest of the window waits. */
let open = 0;
const listeners = new Set<() => void>();

/** Count a dialog as open until the answer is called. */
export function countDialog(): () => void {
  change(1);
  return () => change(-1);
}

export const isDialogOpen = (): boolean => open > 0;

/** Hear of dialogs that open and close; call the answer to stop. */
export function onDialogsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(by: number): void {
  open += by;
  for (const listener of listeners) listener();
}
