import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** electron-builder's words for ways of packing, in dpkg-deb's. gz is the quick one, for tests: a third of xz's time. */
const COMPRESSIONS = { gz: ["-Zgzip", "-z1"], xz: ["-Zxz"] };
/** Sizes in a control file are in KiB, rounded up for each file, as the disk does. */
const KIB = 1024;

/** Pack the tree as a .deb. Everything in it belongs to root. */
export function buildDeb(request, tree, work) {
  const control = path.join(tree, "DEBIAN");
  fs.mkdirSync(control);
  fs.chmodSync(control, 0o755);
  const files = listFiles(tree).filter((file) => !file.startsWith("DEBIAN/"));
  write("control", 0o644, controlFile(request, tree, files));
  write("md5sums", 0o644, checksums(tree, files));
  if (request.afterInstall) write("postinst", 0o755, fs.readFileSync(request.afterInstall));
  if (request.afterRemove) write("postrm", 0o755, fs.readFileSync(request.afterRemove));
  const how = COMPRESSIONS[request.compression];
  if (!how) throw new Error(`dpkg-deb packs gz or xz here, not ${request.compression}.`);
  const packed = path.join(work, "package.deb"); // named at the end: a half-written package has no name
  execFileSync("dpkg-deb", ["--root-owner-group", ...how, "--build", tree, packed], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  fs.copyFileSync(packed, request.output);

  function write(name, mode, content) {
    fs.writeFileSync(path.join(control, name), content, { mode });
    fs.chmodSync(path.join(control, name), mode);
  }
}

/** The control file. There is no public page of the project, so it names none. */
function controlFile(request, tree, files) {
  const [summary, ...body] = request.description.split("\n");
  const lines = [
    ["Package", request.name],
    ["Version", request.version],
    ["Architecture", request.architecture],
    ["Maintainer", request.maintainer],
    ["Installed-Size", installedSize(tree, files)],
    ["Depends", request.depends.join(", ")],
    ["Recommends", request.recommends.join(", ")],
    ["Section", request.category ?? "misc"],
    ["Priority", request.priority ?? "optional"],
    ["Description", summary],
  ].filter(([, value]) => value !== "");
  const description = body.map((line) => ` ${line.trim() || "."}`);
  return `${[...lines.map(([name, value]) => `${name}: ${value}`), ...description].join("\n")}\n`;
}

function installedSize(tree, files) {
  return files.reduce((sum, file) => sum + Math.ceil(fs.lstatSync(path.join(tree, file)).size / KIB), 0);
}

function checksums(tree, files) {
  return files
    .filter((file) => fs.lstatSync(path.join(tree, file)).isFile())
    .map(
      (file) =>
        `${createHash("md5")
          .update(fs.readFileSync(path.join(tree, file)))
          .digest("hex")}  ${file}\n`,
    )
    .join("");
}

/** Paths of all files and links below a folder, sorted. */
function listFiles(tree) {
  return fs
    .readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(tree, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
