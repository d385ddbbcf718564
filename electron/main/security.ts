import { app, type Session, type WebContents } from "electron";
import { APP_ORIGIN } from "./serve.ts";

/** The page of a window, in production and in the dev server. */
export function isOwnPage(url: string): boolean {
  const devServer = process.env.ELECTRON_RENDERER_URL;
  return url.startsWith(`${APP_ORIGIN}/`) || (!app.isPackaged && !!devServer && url.startsWith(devServer));
}

/** Deny every permission a page can ask for: the window needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Keep a window on its own page: no navigation, no new windows, no webviews. */
export function confine(contents: WebContents): void {
  contents.on("will-navigate", (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on("will-frame-navigate", (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
