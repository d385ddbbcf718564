import fs from "node:fs";
import path from "node:path";

/** Chromium falls back to this helper where the kernel gives users no namespaces; it must belong to root and be set-UID. */
const SANDBOX = "chrome-sandbox";

/**
 * Lay files out as they are to lie on the disk, with the modes that a package has, whatever the umask here.
 * @param files Place on the disk → file or folder here; a place whose source begins with `link:` becomes a link.
 * @param tree Folder that stands for `/`.
 */
export function layOut(files, tree) {
  for (const [place, from] of files) {
    const to = path.join(tree, place);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    if (from.startsWith("link:")) fs.symlinkSync(from.slice("link:".length), to);
    else fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  setModes(tree);
}

function setModes(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) setModes(file);
    else if (entry.name === SANDBOX) fs.chmodSync(file, 0o4755);
    else if (entry.isFile()) fs.chmodSync(file, isProgram(file) ? 0o755 : 0o644);
  }
}

/** A program is what its maker marked as one; libraries, data and addons are only read. */
function isProgram(file) {
  return (
    (fs.statSync(file).mode & 0o100) !== 0 && !/\.(so(\.\d+)*|node|png|svg|xml|json|desktop)$/.test(file)
  );
}
