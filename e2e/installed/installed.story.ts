import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { expect, test } from "@playwright/test";
import { chromium } from "playwright";
import { DesktopSession } from "./desktop.ts";
import { Person, run, systemFiles } from "./system.ts";

/** The checkout; tests run from its root. */
const root = process.cwd();
const packages = process.env.STEMMA_PACKAGES ?? path.join(root, "dist");
const archive = path.join(root, "e2e/fixtures/qe-failures.aiida");
const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  version: string;
};

/** A fuse that is on is this character in the binary; the package names it, and does not export the name. */
const FUSE_ON = "1".charCodeAt(0);

let before: string[] = [];
let person: Person;
let own: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(() => {
  before = systemFiles();
  person = new Person();
  own = person.receive(archive, "ohne Wärme 1.aiida");
});

test.afterAll(() => {
  if (isInstalled()) apt("purge", "stemma");
  person.leave();
});

test("the package installs", () => {
  expect(apt("install", "--no-install-recommends", packageFile("deb"))).toMatchObject({ status: 0 });
  expect(isInstalled()).toBe(true);
});

test("the desktop knows the type, its icon and the program for it", () => {
  const info = person.run("gio", ["info", "-a", "standard::content-type,standard::icon", own]).stdout;
  expect(info).toContain("standard::content-type: application/x-aiida");
  expect(info).toContain("standard::icon: application-x-aiida");
  expect(fs.existsSync("/usr/share/icons/hicolor/48x48/mimetypes/application-x-aiida.png")).toBe(true);
  expect(person.run("xdg-mime", ["query", "default", "application/x-aiida"]).stdout.trim()).toBe(
    "org.stemma.Stemma.desktop",
  );
  const entry = "/usr/share/applications/org.stemma.Stemma.desktop";
  expect(run("desktop-file-validate", [entry])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(fs.existsSync("/usr/share/icons/hicolor/256x256/apps/stemma.png")).toBe(true);
});

test("another program's ZIP stays a ZIP", () => {
  const zip = person.receive(archive, "other.zip");
  expect(person.run("gio", ["info", "-a", "standard::content-type", zip]).stdout).toContain(
    "application/zip",
  );
});

test("the program can do nothing but run its own code", async () => {
  const fuses = await getCurrentFuseWire("/opt/Stemma/stemma");
  const isOn = (fuse: FuseV1Options) => Number(fuses[fuse]) === FUSE_ON;
  expect(isOn(FuseV1Options.RunAsNode)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
  expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
  expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
  // Where the kernel gives users no namespaces, the sandbox needs this helper.
  expect(fs.statSync("/opt/Stemma/chrome-sandbox").mode & 0o7777).toBe(0o4755);
  expect(
    run("find", ["/opt/Stemma", "(", "-perm", "/022", "-o", "!", "-user", "root", ")", "!", "-type", "l"])
      .stdout,
  ).toBe("");
});

test("the licences of everything inside are there", () => {
  const licences = fs.readFileSync("/usr/share/doc/stemma/copyright", "utf8");
  for (const name of ["Stemma", "Electron", "SQLite", "better-sqlite3", "react", "lucide-react", "zod"])
    expect(licences).toMatch(new RegExp(`^${name} .*- `, "m"));
  expect(fs.existsSync("/opt/Stemma/LICENSES.chromium.html")).toBe(true);
});

const READING: Record<string, (file: string) => string[]> = {
  "info --json": (file) => ["info", file, "--detailed", "--json"],
  nodes: (file) => ["nodes", file, "--limit", "5"],
  "nodes --json": (file) => ["nodes", file, "--type=process", "--limit", "0", "--json"],
  "nodes --ndjson": (file) => ["nodes", file, "--limit", "0", "--ndjson"],
  show: (file) => ["show", file, "1", "--json"],
  traverse: (file) => ["traverse", file, "--all", "--json"],
  cat: (file) => ["cat", file, firstNodeWithFile(file), "aiida.in"],
  "a file that is not there": () => ["info", "/nowhere.aiida", "--json"],
  "a mistyped verb": () => ["infos", "--json"],
  "an unknown option": (file) => ["nodes", file, "--typ", "x"],
};

for (const [name, words] of Object.entries(READING)) {
  test(`without a display it answers as in a checkout: ${name}`, () => {
    const expected = run("node", [path.join(root, "build/stemma.mjs"), ...words(own)]);
    const asRoot = { PATH: "/usr/bin:/bin", HOME: "/root", LANG: "C.UTF-8" };
    expect(run("/usr/bin/stemma", words(own), asRoot)).toEqual(expected);
    expect(person.run("/usr/bin/stemma", words(own))).toEqual(expected);
  });
}

test("it says its version, and leaves nothing behind in a home it only read for", () => {
  const said = person.run("stemma", ["--version"]).stdout;
  expect(said).toMatch(new RegExp(`^stemma ${version.replaceAll(".", "\\.")}(-fallback)?\n$`));
  expect(fs.readdirSync(person.home).sort()).toEqual(["ohne Wärme 1.aiida", "other.zip", "run"]);
});

test("an export is the one of a checkout, and takes what a pipe gives and closes", () => {
  const exported = path.join(person.home, "part é.aiida");
  const { status, stdout } = person.run("stemma", ["export", own, exported, "--all", "--json"]);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, path: exported, dryRun: false });
  const counts = (file: string) =>
    JSON.parse(person.run("stemma", ["info", file, "--json"]).stdout).counts.nodes;
  expect(counts(exported)).toBe(counts(own));
  fs.rmSync(exported);
  const cut = person.run("sh", ["-c", `stemma nodes "$1" --limit 0 --ndjson | head -n 1`, "sh", own]);
  expect(cut).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(cut.stdout)).toHaveProperty("uuid");
});

test("Ctrl+C cancels", async () => {
  const [command, args] = person.asPerson("stemma", [
    "export",
    own,
    path.join(person.home, "x.aiida"),
    "--all",
  ]);
  const child = spawn(command, args, { env: person.environment, stdio: "ignore" });
  child.kill("SIGINT");
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once("close", (...end) => resolve(end)),
  );
  expect(signal === "SIGINT" ? 130 : status).toBe(130);
  expect(fs.existsSync(path.join(person.home, "x.aiida"))).toBe(false);
});

test("without a display, a file says what works", () => {
  const { status, stderr } = person.run("stemma", [own]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^stemma: usage: There is no display/);
});

test("a double-click opens the archive; a second one goes to the program that runs", async () => {
  test.skip(!person.canSandbox(), "no window without a sandbox here");
  const session = await DesktopSession.start(person);
  try {
    await session.ask(`xdg-open 'ohne Wärme 1.aiida'`);
    await expect
      .poll(() => session.titles())
      .toEqual([expect.stringMatching(/^ohne W.*rme 1\.aiida — Stemma$/)]);
    person.receive(path.join(root, "e2e/fixtures/qe-si-bands.aiida"), "second one.aiida");
    await session.ask("gio open 'second one.aiida'");
    await expect.poll(() => session.titles()).toEqual(["second one.aiida — Stemma"]);
    await session.ask("stemma --new-window");
    await expect.poll(async () => (await session.titles()).length).toBe(2);
  } finally {
    session.end();
  }
});

test("the window shows what is in the archive that was double-clicked", async () => {
  test.skip(!person.canSandbox(), "no window without a sandbox here");
  const newcomer = new Person(); // without a session to restore
  const file = newcomer.receive(archive, "ohne Wärme 1.aiida");
  const session = await DesktopSession.start(newcomer);
  try {
    session.start('/opt/Stemma/stemma --remote-debugging-port=0 --user-data-dir="$HOME/.config/Stemma"');
    const portFile = path.join(newcomer.home, ".config/Stemma/DevToolsActivePort");
    await expect.poll(() => fs.existsSync(portFile)).toBe(true);
    const port = fs.readFileSync(portFile, "utf8").split("\n")[0];
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const windows = browser.contexts()[0]!; // a browser that runs has its default context
    const page = windows.pages()[0] ?? (await windows.waitForEvent("page"));
    await page.getByRole("button", { name: "Open sample" }).click();
    await expect(page.getByRole("status", { name: "Source summary" })).toContainText("69 nodes");
    await session.ask("gio open 'ohne Wärme 1.aiida'");
    await expect(page.getByRole("tab", { name: "ohne Wärme 1.aiida" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(page.getByRole("status", { name: "Source summary" })).toContainText("184 nodes");
    await expect(page.getByRole("region", { name: "Provenance graph" })).toBeVisible();
    // A verb works meanwhile, and leaves the running program alone.
    expect(newcomer.run("stemma", ["info", file, "--json"]).status).toBe(0);
    await browser.close();
  } finally {
    session.end();
    newcomer.leave();
  }
});

test("removed, nothing is left but what the person has", () => {
  expect(apt("purge", "stemma")).toMatchObject({ status: 0 });
  const now = systemFiles();
  const known = new Set(before);
  expect(now.filter((line) => !known.has(line))).toEqual([]);
  const left = new Set(now);
  expect(before.filter((line) => !left.has(line))).toEqual([]);
  if (person.canSandbox()) expect(fs.existsSync(path.join(person.home, ".config/Stemma"))).toBe(true);
});

test("with a stand-in runtime there is no release", () => {
  const isStandIn = fs.readdirSync(packages).some((name) => name.includes("fallback"));
  test.skip(!isStandIn, "the declared Electron is here");
  const { status, stderr } = run("node", ["build/package.mjs", "deb", "--release"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^This is no release: it would hold Electron [\d.]+, which stands in for the declared/m,
  );
});

test("the .rpm holds the same files", () => {
  const names = run("rpm", ["-qlp", packageFile("rpm")]).stdout.split("\n");
  for (const name of [
    "/opt/Stemma/stemma",
    "/opt/Stemma/resources/app.asar",
    "/usr/bin/stemma",
    "/usr/share/applications/org.stemma.Stemma.desktop",
    "/usr/share/mime/packages/org.stemma.Stemma.xml",
    "/usr/share/icons/hicolor/48x48/mimetypes/application-x-aiida.png",
    "/usr/share/doc/stemma/copyright",
  ])
    expect(names).toContain(name);
});

function apt(...words: string[]) {
  return run("apt-get", ["-y", "-qq", "-o", "DPkg::Lock::Timeout=120", ...words], {
    ...process.env,
    DEBIAN_FRONTEND: "noninteractive",
  });
}

function isInstalled(): boolean {
  return run("dpkg-query", ["-W", "-f", "${Status}", "stemma"]).stdout === "install ok installed";
}

function packageFile(kind: string): string {
  const file = fs.readdirSync(packages).find((name) => name.endsWith(`.${kind}`));
  if (!file) throw new Error(`There is no .${kind} in ${packages}.`);
  return path.join(packages, file);
}

function firstNodeWithFile(file: string): string {
  const list = run("node", [
    path.join(root, "build/stemma.mjs"),
    "nodes",
    file,
    "--process-type",
    "aiida.calculations:quantumespresso.pw",
    "--json",
  ]);
  return (JSON.parse(list.stdout) as { rows: { uuid: string }[] }).rows[0]!.uuid;
}
