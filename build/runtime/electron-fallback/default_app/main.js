import path from "node:path";
import fs from "node:fs";
import Module, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { app } from "electron";
const argv = process.argv.slice(1),
  preload = [];
let file;
for (let i = 0; i < argv.length && !file; i++) {
  const a = argv[i];
  if (a === "-r" || a === "--require") preload.push(argv[++i]);
  else if (a === "-v" || a === "--version") {
    console.log("v" + process.versions.electron);
    process.exit(0);
  } else if (a[0] !== "-") file = path.resolve(a);
}
Object.defineProperty(process, "defaultApp", { enumerable: true, value: true });
if (preload.length) Module._preloadModules(preload);
if (!file) {
  console.error("usage: electron [options] path [arg ...]");
  process.exit(1);
}
let dir = path.dirname(file),
  main = file;
if (fs.statSync(file).isDirectory()) {
  const p = JSON.parse(fs.readFileSync(path.join(file, "package.json"), "utf8"));
  app.setName(p.productName || p.name);
  app.setVersion(p.version || "0.0.0");
  app.setDesktopName(p.desktopName || `${app.getName()}.desktop`);
  dir = file;
  main = createRequire(import.meta.url).resolve(path.join(file, p.main || "index.js"));
}
app.setAppPath(dir);
try {
  await import(pathToFileURL(main).href);
} catch (e) {
  console.error("App threw an error during load\n", e);
  process.exit(1);
}
