import fs from "node:fs";
import { expect, launch, parts, test } from "./support/app.ts";

// Electron's security checklist, asked of the running app.
test.use({
  files: ["qe-si-bands.aiida"],
  allowedErrors: /Content Security Policy|Failed to load resource|ERR_|Not allowed/,
});

test("pages are sandboxed and isolated, without Node", async ({ app, page }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as Electron.WebContents & {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const globals = await page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>).require,
    process: typeof (globalThis as Record<string, unknown>).process,
    bridge: Object.keys((globalThis as unknown as { stemma: object }).stemma).sort(),
  }));
  expect(globals).toEqual({
    require: "undefined",
    process: "undefined",
    bridge: ["invoke", "keepDropped", "onEvent", "platform"],
  });
});

test("the page's policy is strict: no inline script, no eval, no network, no files", async ({ page }) => {
  const policy = await page.evaluate(async () =>
    (await fetch("/index.html")).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  const tried = await page.evaluate(async () => {
    const attempt = (work: () => Promise<unknown>) =>
      work().then(
        () => "allowed",
        () => "denied",
      );
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineRan = true";
    document.head.append(script);
    const evaluated = await new Promise((resolve) =>
      setTimeout(() => {
        try {
          resolve(new Function("return 'allowed'")());
        } catch {
          resolve("denied");
        }
      }),
    );
    return {
      inline: "inlineRan" in globalThis ? "allowed" : "denied",
      evaluated,
      network: await attempt(() => fetch("https://example.org/")),
      file: await attempt(() => fetch("file:///etc/hostname")),
    };
  });
  expect(tried).toEqual({ inline: "denied", evaluated: "denied", network: "denied", file: "denied" });
});

test("only the app's own folder is served", async ({ page }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      ["/..%2f..%2fpackage.json", "/%2e%2e/main/main.js", "/nothing.js", "/index.html%00.js"].map(
        async (path) => (await fetch(path)).status,
      ),
    ),
  );
  expect(statuses).toEqual([404, 404, 404, 404]);
});

test("navigation, new windows and permissions are denied", async ({ app, page }) => {
  await expect(parts.summary(page)).toContainText("69 nodes");
  const url = page.url();
  expect(url).toMatch(/^app:/);
  await page.evaluate(() => void (location.href = "https://example.org/"));
  await page.evaluate(() => void (location.href = "file:///etc/passwd"));
  expect(await page.evaluate(() => window.open("https://example.org/"))).toBeNull();
  await page.waitForTimeout(300);
  expect(page.url()).toBe(url);
  expect(app.windows()).toHaveLength(1);
  const states = await page.evaluate(() =>
    Promise.all(
      (["geolocation", "notifications", "camera", "microphone"] as PermissionName[]).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    ),
  );
  expect(states).toEqual(["denied", "denied", "denied", "denied"]);
});

test("main refuses what is outside the contract", async ({ page }) => {
  const replies = await page.evaluate(async () => {
    const bridge = (
      globalThis as unknown as { stemma: { invoke(name: unknown, input: unknown): Promise<unknown> } }
    ).stemma;
    return Promise.all([
      bridge.invoke("fs.readFile", { path: "/etc/passwd" }),
      bridge.invoke("toString", {}),
      bridge.invoke("targets.write", { token: "/etc/passwd", bytes: new Uint8Array(1) }),
      bridge.invoke("sources.openRecent", { recentId: "../../etc/passwd" }),
      bridge.invoke("clipboard.write", { text: 7 }),
    ]);
  });
  expect(replies.map((reply) => (reply as { error: { code: string } }).error.code)).toEqual([
    "ipc/bad-request",
    "ipc/bad-request",
    "ipc/bad-request",
    "archive/not-found",
    "ipc/bad-request",
  ]);
});

test("what the app keeps is for its user alone, and nothing stands beside the archive", async ({}, info) => {
  const folder = info.outputPath("data");
  fs.mkdirSync(folder);
  const file = `${folder}/bands.aiida`;
  fs.copyFileSync("e2e/fixtures/qe-si-bands.aiida", file);
  fs.chmodSync(file, 0o444);
  const before = fs.statSync(file);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await app.close();
  expect(fs.readdirSync(folder)).toEqual(["bands.aiida"]);
  expect(fs.statSync(file).mtimeMs).toBe(before.mtimeMs);
  const cache = info.outputPath("cache");
  if (fs.existsSync(cache)) expect(fs.statSync(cache).mode & 0o777).toBe(0o700);
});
