const KEY = "palette-used";
const KEPT = 8; // as many as one sees at a glance

/** Ids of what was picked in the palette, the latest first. Kept in the page's own storage, for the next start too. */
export function usedLately(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string").slice(0, KEPT) : [];
  } catch {
    return []; // storage is damaged or switched off: the order of the menus will do
  }
}

export function noteUse(id: string): void {
  const ids = [id, ...usedLately().filter((other) => other !== id)].slice(0, KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    return; // without storage nothing is remembered
  }
}
