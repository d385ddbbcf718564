// Electron needs libraries of the system, the first build of SQLite a compiler, a machine without a screen a virtual
// display. What is missing is named with the exact command; where we are root (a fresh container), it is run.
import { spawnSync } from "node:child_process";
import fs from "node:fs";

/** Shared libraries of Electron, by the Debian package that brings each. */
const LIBRARIES = {
  "libgtk-3.so.0": "libgtk-3-0",
  "libnss3.so": "libnss3",
  "libnspr4.so": "libnss3",
  "libgbm.so.1": "libgbm1",
  "libasound.so.2": "libasound2",
  "libxkbcommon.so.0": "libxkbcommon0",
  "libXdamage.so.1": "libxdamage1",
  "libXcomposite.so.1": "libxcomposite1",
  "libXrandr.so.2": "libxrandr2",
  "libcups.so.2": "libcups2",
  "libatk-bridge-2.0.so.0": "libatk-bridge2.0-0",
  "libdrm.so.2": "libdrm2",
};

/** Programs of a desktop, by the Debian package that brings each. */
const DESKTOP = {
  "desktop-file-validate": "desktop-file-utils",
  "update-mime-database": "shared-mime-info",
  "xdg-open": "xdg-utils",
  gio: "libglib2.0-bin",
  "dbus-run-session": "dbus",
  setpriv: "util-linux",
  xwininfo: "x11-utils",
};

/**
 * Packages that are missing here for what is to be done. Empty on anything but Linux.
 * @param need electron: path of the executable, or null. compiler, display, python: whether they are needed.
 *   packaging: kinds of packages that are to be made. desktop: programs of a desktop, for tests of the installed app.
 */
function missingPackages({ electron, compiler, display, python, packaging = [], desktop }) {
  if (process.platform !== "linux") return [];
  const missing = new Set();
  if (electron) for (const name of missingLibraries(electron)) missing.add(LIBRARIES[name] ?? "libgtk-3-0");
  if (electron && !hasFonts()) missing.add("fonts-dejavu-core").add("fontconfig");
  if (compiler) {
    if (!has("g++")) missing.add("g++");
    if (!has("gcc")) missing.add("gcc");
  }
  if (display && !has("Xvfb")) missing.add("xvfb");
  if (python) {
    if (!has("python3")) missing.add("python3");
    if (spawnSync("python3", ["-c", "import venv, ensurepip"]).status !== 0) missing.add("python3-venv");
  }
  if (packaging.includes("deb") && !has("dpkg-deb")) missing.add("dpkg");
  if (packaging.includes("rpm") && !has("rpmbuild")) missing.add("rpm");
  if (desktop) for (const [name, brings] of Object.entries(DESKTOP)) if (!has(name)) missing.add(brings);
  return [...missing].sort();
}

/**
 * Install what is missing when we are root on a Debian system; otherwise throw an error that names the command.
 * Never called by an install script of npm.
 */
export function ensurePackages(need) {
  const missing = missingPackages(need);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !has("apt-get")) {
    throw new Error(`Some packages of the system are missing. Install them with:\n\n    sudo ${command}\n`);
  }
  console.error(`[system] ${command}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const step of ["apt-get update -qq", `${command} -qq`]) {
    const [program, ...args] = step.split(" ");
    const result = spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"], env: environment });
    if (result.status !== 0) throw new Error(`"${step}" failed. Run it by hand and try again.`);
  }
  const still = missingPackages(need);
  if (still.length > 0)
    throw new Error(`These packages are still missing after installing: ${still.join(" ")}`);
}

function missingLibraries(executable) {
  const { stdout } = spawnSync("ldd", [executable], { encoding: "utf8" });
  return [...(stdout ?? "").matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

function hasFonts() {
  return ["/usr/share/fonts", "/usr/local/share/fonts"].some(
    (folder) =>
      fs.existsSync(folder) &&
      fs.readdirSync(folder, { recursive: true }).some((file) => /\.(ttf|otf|ttc)$/.test(file)),
  );
}

function has(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}
