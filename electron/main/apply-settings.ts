import { app, BrowserWindow, nativeTheme, type WebContents } from "electron";
import { type Settings, TEXT_SIZES } from "../../shared/model/settings.ts";
import { runCacheProcess } from "./cache-process.ts";
import type { SettingsStore } from "./settings.ts";
import { frontWindow, windowOf } from "./window.ts";

/** Make the settings hold in all windows, those to come too, now and at each change. Call once, before the first window. */
export function applySettings(store: SettingsStore): void {
  nativeTheme.themeSource = store.get().theme;
  let before = store.get();
  app.on("web-contents-created", (_event, contents) => {
    // Chromium keeps one zoom for all pages of an origin; a page that is there has to be given it.
    contents.on("did-navigate", () => zoom(contents, store.get()));
    contents.on("dom-ready", () => zoom(contents, store.get()));
  });
  store.follow((settings) => {
    nativeTheme.themeSource = settings.theme;
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      zoom(webContents, settings);
      windowOf(webContents.id)?.sources.send({ type: "settings-changed", settings });
    }
    tellNotice(store);
    if (settings.cache.folder !== before.cache.folder) clearOldCache(before);
    before = settings;
  });
}

/** What lies in a folder that is no longer the cache would never be found again. */
function clearOldCache(before: Settings): void {
  if (process.env.STEMMA_CACHE) return; // then the setting does not matter
  runCacheProcess("clear", before).catch((error: unknown) => console.error(error)); // it can be removed by hand
}

/** Say in the window in front what is to be said about the file; one that is still loading asks for it by itself. */
function tellNotice(store: SettingsStore): void {
  const front = frontWindow();
  const message = front && !front.window.webContents.isLoading() ? store.takeNotice() : null;
  if (message) front?.sources.send({ type: "settings-notice", message });
}

function zoom(contents: WebContents, { textSize }: Settings): void {
  if (!contents.isDestroyed()) contents.setZoomFactor(textSize / 100);
}

/** The next larger (`1`) or smaller (`-1`) step of text from a size, or the size itself at the end. */
export function nextTextSize(size: number, step: 1 | -1): number {
  const next = step === 1 ? TEXT_SIZES.find((one) => one > size) : TEXT_SIZES.findLast((one) => one < size);
  return next ?? size;
}
