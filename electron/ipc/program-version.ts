import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Version in our own package.json, which lies above this file in a checkout, a build and a package alike. */
export function programVersion(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = path.join(folder, "package.json");
    if (fs.existsSync(file)) {
      const { name, version } = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, unknown>;
      if (name === "stemma" && typeof version === "string") return version;
    }
    const above = path.dirname(folder);
    if (above === folder) return "unknown";
    folder = above;
  }
}
