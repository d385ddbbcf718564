import { create } from "zustand";
import type { Layout } from "../../shared/model/settings.ts";
import { host } from "../ipc/host.ts";

/** Sizes of panes and what is folded; main keeps it. Empty until it has been read: the views have defaults. */
export const useLayout = create<Layout>(() => ({ panels: {}, flags: {} }));

export async function loadLayout(): Promise<void> {
  useLayout.setState(await host("layout.get", {}));
}

/** Change sizes or flags now and keep them; the others stay. */
export async function changeLayout(part: Partial<Layout>): Promise<void> {
  useLayout.setState(await host("layout.set", part));
}
