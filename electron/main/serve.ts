import { readFile } from "node:fs/promises";
import path from "node:path";
import { protocol, type Session } from "electron";

/** The window's own scheme: pages come from the application's folder only, never from `file:`. */
export const APP_ORIGIN = "app://stemma";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".map": "application/json",
};

/** `blob:` shows images out of an archive (decoded by the renderer, size-limited); styles are set by the graph. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");

/** Must run before the app is ready: makes `app:` a standard, secure scheme whose compiled scripts are kept. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answer `app://stemma/…` from the built renderer; anything outside that folder is 404. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle("app", async (request) => {
    const url = new URL(request.url);
    const wanted = decodeURIComponent(url.pathname);
    const file = path.join(folder, wanted === "/" ? "index.html" : wanted);
    const isInside = file.startsWith(folder + path.sep) && !wanted.includes("\0");
    const type = TYPES[path.extname(file)];
    if (request.method !== "GET" || url.host !== "stemma" || !isInside || !type) return notFound();
    try {
      return new Response(await readFile(file), {
        headers: {
          "content-type": type,
          "content-security-policy": CONTENT_SECURITY_POLICY,
          "x-content-type-options": "nosniff",
          "cross-origin-opener-policy": "same-origin",
          "cache-control": "no-cache",
        },
      });
    } catch {
      return notFound(); // a page asks only for what was built: the status says enough
    }
  });
}

function notFound(): Response {
  return new Response("Not found", { status: 404, headers: { "content-type": "text/plain" } });
}
