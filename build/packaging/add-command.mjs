import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const template = fileURLToPath(new URL("linux/stemma", import.meta.url));

/**
 * Put the `stemma` command into an unpacked app, as `bin/stemma`.
 * @param app Folder of the app. @param out Folder of the build, whose command says which verbs there are.
 */
export async function addCommand(app, out, version) {
  const { verbNames } = await import(pathToFileURL(path.join(out, "main/cli.js")).href);
  const script = fs
    .readFileSync(template, "utf8")
    .replace('echo "stemma @VERSION@"', `echo "stemma ${version}"`)
    .replace("| @VERBS@)", `| ${verbNames().join(" | ")})`);
  const file = path.join(app, "bin/stemma");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, script);
  fs.chmodSync(file, 0o755);
}
