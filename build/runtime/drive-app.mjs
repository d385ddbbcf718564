import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { _electron } from "playwright";
import { root } from "./run-step.mjs";

/**
 * Start the built app for pictures: a data folder of its own, a set window size.
 * @returns Playwright's app and first page; close the app when done.
 */
export async function openApp({ files = [], size = { width: 1280, height: 800 }, theme = "light" }) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-profile-"));
  const app = await _electron.launch({
    args: [root, `--user-data-dir=${profile}`, "--log-level=3", "--force-device-scale-factor=1", ...files],
    env: { ...process.env, ELECTRON_DISABLE_SECURITY_WARNINGS: "1" },
    timeout: 60_000,
  });
  app.once("close", () => fs.rmSync(profile, { recursive: true, force: true }));
  const page = await app.firstWindow();
  await page.emulateMedia({ colorScheme: theme }); // Playwright shows every page light otherwise
  await app.evaluate(
    ({ BrowserWindow, nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted.theme;
      BrowserWindow.getAllWindows()[0].setContentSize(wanted.size.width, wanted.size.height);
    },
    { size, theme },
  );
  return { app, page };
}
