import fs from "node:fs";
import path from "node:path";
import { collectLicences } from "./licences.mjs";

/**
 * Writes `licences.json` beside the built page: what "Licences" in "About Stemma" shows, and what a package ships. The
 * page is built last, so the maps of all that is shipped are there. Fails the build for a licence that is not allowed.
 * @param root Folder of the project. @param out Folder of the whole build.
 */
export function licences(root, out) {
  return {
    name: "stemma-licences",
    apply: "build",
    closeBundle() {
      const file = path.join(out, "renderer/licences.json");
      fs.writeFileSync(file, JSON.stringify(collectLicences(root, out)));
    },
  };
}
