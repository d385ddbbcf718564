import type { ViewSnapshot } from "../../shared/ipc/view-snapshot-schema.ts";
import { countOf } from "../components/number-text.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";
import { type SourceView, viewOf } from "../state/source-view.ts";
import { useSources } from "../state/sources.ts";
import { isKeptAlike, snapshotOf, viewFrom, withoutNodes } from "../state/view-snapshot.ts";

/** Views are handed to main so long after their first change: what a crash can cost. */
const KEEP_AFTER_MS = 500;

const followed = new Map<string, { kept: SourceView; stop: () => void }>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** Hand tabs and views to main from now on, for the next start and for a page that crashed. Call once. */
export function keepSession(): void {
  useSources.subscribe(({ activeId }, before) => {
    if (activeId !== before.activeId) void host("sources.activate", { sourceId: activeId });
  });
  window.addEventListener("pagehide", () => void keepViewsNow());
}

/** Begin to keep the view of a source, from what was kept of it before. */
export function followView(sourceId: string, kept: ViewSnapshot | null): void {
  if (followed.has(sourceId)) return;
  const store = viewOf(sourceId);
  if (kept) {
    store.setState(viewFrom(kept));
    if (kept.basketTooLarge > 0) {
      const count = countOf(kept.basketTooLarge, "node");
      notify(`The basket held ${count}, too many to be kept. It is empty now.`, { stays: true });
    }
  }
  const stop = store.subscribe(() => (timer ??= setTimeout(() => void keepViewsNow(), KEEP_AFTER_MS)));
  followed.set(sourceId, { kept: store.getState(), stop });
}

/** The source was closed. */
export function unfollowView(sourceId: string): void {
  followed.get(sourceId)?.stop();
  followed.delete(sourceId);
}

/** The file is another one than the view was taken from: leave out what names its nodes. */
export function outdateView(sourceId: string): void {
  const store = viewOf(sourceId);
  store.setState(withoutNodes(store.getState()));
}

/** Hand over every view that changed; resolves when main has them. */
export async function keepViewsNow(): Promise<void> {
  if (timer) clearTimeout(timer);
  timer = null;
  await Promise.all(
    [...followed].map(async ([sourceId, entry]) => {
      const view = viewOf(sourceId).getState();
      if (isKeptAlike(view, entry.kept)) return;
      entry.kept = view;
      // One that main refuses as too large is not kept; the one before stays.
      await host("sources.keepView", { sourceId, view: snapshotOf(view) }).catch(() => undefined);
    }),
  );
}
