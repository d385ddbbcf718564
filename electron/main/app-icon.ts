import fs from "node:fs";
import path from "node:path";
import { app } from "electron";

/**
 * The picture of the program for window managers that know no desktop entry of ours: in a checkout, or unpacked from the
 * `.tar.gz`. On other systems the program itself carries its icon, and there is none to give; nor where it is missing,
 * because Electron would open no window then.
 */
export function windowIcon(): { icon?: string } {
  const icon = app.isPackaged
    ? path.join(process.resourcesPath, "icon.png")
    : path.join(import.meta.dirname, "../../build/packaging/icons/app/128x128.png");
  return process.platform === "linux" && fs.existsSync(icon) ? { icon } : {};
}
