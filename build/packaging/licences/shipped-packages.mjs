import fs from "node:fs";
import path from "node:path";

/**
 * Folders of all npm packages whose code is shipped: those bundled into the built files, as their source maps tell, and
 * those that the main process loads at run time, which are packed whole.
 * @param root Folder of the project. @param out Folder of the build.
 */
export function shippedPackages(root, out) {
  const folders = new Set([...bundledPackages(root, out), ...runtimePackages(root)]);
  return [...folders].sort();
}

function bundledPackages(root, out) {
  const maps = fs.readdirSync(out, { recursive: true }).filter((file) => /\.(c?js|css)\.map$/.test(file));
  return maps.flatMap((file) => {
    const map = path.join(out, file);
    const { sources } = JSON.parse(fs.readFileSync(map, "utf8"));
    return sources.flatMap((source) => packageOf(root, path.resolve(path.dirname(map), source)) ?? []);
  });
}

/** The package that a file belongs to, or null for one of ours or of the bundler. */
function packageOf(root, file) {
  const inside = path.relative(root, file).split(path.sep);
  const at = inside.lastIndexOf("node_modules");
  if (inside[0] === ".." || at < 0 || inside[at + 1].startsWith(".")) return null; // a build may lie in a cache there
  const length = inside[at + 1].startsWith("@") ? 2 : 1;
  return path.join(root, ...inside.slice(0, at + 1 + length));
}

/** All that the `dependencies` of package.json bring along, optional ones as far as they are installed. */
function runtimePackages(root) {
  const found = new Set();
  const visit = (folder) => {
    const { dependencies, optionalDependencies, peerDependencies } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const next = findPackage(folder, name, root);
      if (!next || found.has(next)) continue; // an optional package that is not installed is not shipped
      found.add(next);
      visit(next);
    }
  };
  visit(root);
  return found;
}

/** As Node looks for it: in the `node_modules` of this folder and of those above, up to the project's. */
function findPackage(from, name, root) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", name);
    if (fs.existsSync(path.join(candidate, "package.json"))) return candidate;
    if (folder === root) return null;
  }
}

/** The package.json of a folder. */
export function manifestOf(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
}
