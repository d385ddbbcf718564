// npm run screenshots [folder]: pictures of every view at 1280×800 and 1920×1080, light and dark, to be looked at beside
// the sketches. Uses the app as built; the archives are those of the tests.
import fs from "node:fs";
import path from "node:path";
import { openApp } from "./runtime/drive-app.mjs";
import { prepare } from "./runtime/prepare.mjs";
import { root } from "./runtime/run-step.mjs";
import { hasDisplay, withDisplay } from "./runtime/virtual-display.mjs";

const folder = path.resolve(process.argv[2] ?? path.join(root, "out/screenshots"));
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const fixture = (name) => path.join(root, "e2e/fixtures", name);
const node = (page) => page.getByRole("region", { name: "Node", exact: true });

/** One view a scene: the archives it opens and what is done before its picture. */
const SCENES = [
  { name: "start", files: [], act: async () => {} },
  { name: "open", files: ["qe-si-bands.aiida"], act: async (page) => choose(page, "Si diamond, relaxed") },
  { name: "failure", files: ["qe-failures.aiida"], act: showFailure },
  { name: "basket", files: ["qe-si-bands.aiida"], act: fillBasket },
  { name: "export", files: ["qe-si-bands.aiida"], act: openExport },
  { name: "about-archive", files: ["qe-si-bands.aiida"], act: (page) => page.keyboard.press("Control+i") },
  { name: "palette", files: ["qe-si-bands.aiida"], act: (page) => page.keyboard.press("Control+k") },
  { name: "shortcuts", files: ["qe-si-bands.aiida"], act: (page) => page.keyboard.press("F1") },
  { name: "table", files: ["qe-failures.aiida"], act: (page) => page.keyboard.press("Control+2") },
  { name: "graph", files: ["qe-si-eos.aiida"], act: (page) => page.keyboard.press("Control+1") },
  { name: "files", files: ["qe-si-bands.aiida"], act: (page) => showTab(page, "PwCalculation", "Files") },
  {
    name: "attributes",
    files: ["qe-si-bands.aiida"],
    act: (page) => showTab(page, "PwCalculation", "Attributes"),
  },
  { name: "links", files: ["qe-si-bands.aiida"], act: (page) => showTab(page, "PwBandsWorkChain", "Links") },
  { name: "log", files: ["qe-failures.aiida"], act: (page) => showTab(page, "PwBaseWorkChain", "Log") },
  { name: "array", files: ["qe-si-bands.aiida"], act: (page) => showTab(page, "BandsData", "Content") },
  { name: "tour", files: [], act: (page) => page.getByRole("button", { name: "Start the tour" }).click() },
  { name: "rules", files: ["qe-si-bands.aiida"], act: (page) => runCommand(page, "Traversal rules") },
  { name: "glossary", files: ["qe-si-bands.aiida"], act: (page) => runCommand(page, "Glossary") },
  { name: "refused", files: ["export_0.9_simple.aiida"], act: async () => {} },
  { name: "library-empty", files: [], act: (page) => page.keyboard.press("Control+l") },
  { name: "import", files: [], act: (page, app) => askImport(app, page) },
  { name: "library", files: [], act: (page, app) => fillLibrary(app, page) },
  { name: "history", files: [], act: showHistory },
  { name: "delete", files: [], act: askDeletion },
];

await prepare({ display: !hasDisplay() });
fs.mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(3);
await withDisplay(async () => {
  for (const scene of SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    for (const theme of ["light", "dark"]) for (const size of SIZES) await picture(scene, theme, size);
  }
});
console.log(folder);

async function picture({ name, files, act }, theme, size) {
  const { app, page } = await openApp({ files: files.map(fixture), theme, size });
  try {
    if (files.length > 0) await page.getByRole("status", { name: "Source summary" }).waitFor();
    await page.waitForTimeout(1500);
    await act(page, app);
    await page.waitForTimeout(800);
    await page.screenshot({ path: path.join(folder, `${name}-${theme}-${size.width}.png`) });
  } catch (error) {
    console.error(`${name} ${theme} ${size.width}: ${error.message.split("\n")[0]}`);
    process.exitCode = 1;
  } finally {
    await app.close();
  }
}

async function choose(page, text) {
  await page.getByRole("combobox", { name: "Search nodes" }).fill(text);
  await page.getByRole("listbox", { name: "Search results" }).getByRole("option").first().click();
}

async function showTab(page, text, tab) {
  await choose(page, text);
  await node(page).getByRole("tab", { name: tab }).click();
}

async function showFailure(page) {
  await page
    .getByRole("group", { name: "State" })
    .getByRole("checkbox", { name: /^Finished \[410\]/ })
    .check();
  await page
    .getByRole("grid", { name: "Nodes" })
    .getByRole("row", { name: /PwCalculation/ })
    .first()
    .click();
}

async function fillBasket(page) {
  await choose(page, "Si diamond, relaxed");
  await node(page).getByRole("button", { name: "Add to basket" }).click();
}

async function runCommand(page, name) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(name);
  await page.keyboard.press("Enter");
}

async function openExport(page) {
  await fillBasket(page);
  await page.keyboard.press("Control+e");
}

async function askImport(app, page) {
  const files = ["qe-si-bands.aiida", "qe-failures.aiida"].map(fixture);
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths });
  }, files);
  await page.getByRole("button", { name: "Import…", exact: true }).first().click();
  const button = page.getByRole("dialog").getByRole("button", { name: "Import", exact: true });
  await button.and(page.locator(":enabled")).waitFor();
  await page.waitForTimeout(1000); // what differs is said a little later
  return button;
}

async function fillLibrary(app, page) {
  await (await askImport(app, page)).click();
  await page
    .getByText(/118 new nodes/)
    .first()
    .waitFor();
}

async function showHistory(page, app) {
  await fillLibrary(app, page);
  await runCommand(page, "Import history");
}

async function askDeletion(page, app) {
  await fillLibrary(app, page);
  await choose(page, "Si diamond, relaxed");
  await node(page)
    .getByRole("button", { name: /^Delete/ })
    .click();
}
