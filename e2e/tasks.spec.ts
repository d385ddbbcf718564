import fs from "node:fs";
import path from "node:path";
import { answerOpenDialog, answerSaveDialog, expect, fixture, stemmaJson, test } from "./support/app.ts";
import { KeyboardUser } from "./support/keyboard.ts";
import { ScreenReaderUser } from "./support/screen-reader.ts";

// What people come for, each once with a keyboard and nothing else, each once through the accessibility tree alone.

interface Traversed {
  counts: { selected: number; nodes: number };
}

test.describe("by keyboard alone", () => {
  test("what is in this file", async ({ app, page }) => {
    const user = new KeyboardUser(page);
    await answerOpenDialog(app, [fixture("qe-failures.aiida")]);
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    await user.tabTo("button", "Open archive…");
    await user.press("Enter");
    await expect(page.getByRole("status", { name: "Source summary" })).toContainText(/184 nodes · \d+ links/);
    await user.press("Control+i");
    await expect(page.getByRole("dialog", { name: "About this archive" })).toContainText("AiiDA 2.");
    await user.press("Escape");
    await user.press("Alt+1");
    expect((await user.focused()).name).toBe("Graph canvas");
    await user.press("Alt+2");
    await user.press("ArrowDown", "ArrowDown");
    await expect(
      page.getByRole("region", { name: "Node", exact: true }).getByRole("heading"),
    ).not.toHaveCount(0);
  });

  test.describe(() => {
    test.use({ files: ["qe-failures.aiida"] });

    test("where does this number come from", async ({ page }) => {
      const user = new KeyboardUser(page);
      const node = page.getByRole("region", { name: "Node", exact: true });
      await expect(page.getByRole("grid", { name: "Nodes" }).getByRole("row").nth(2)).toBeVisible();
      await user.press("Control+f");
      await user.type("pw.x vc-relax");
      await expect(page.getByRole("option").first()).toContainText("PwCalculation");
      await user.press("Enter");
      await expect(node.getByRole("heading", { name: "PwCalculation" })).toBeVisible();
      await user.press("Alt+3");
      await user.tabTo("tab", /^(Overview|Links)$/);
      await user.walkTo("ArrowRight", "tab", "Links");
      await user.tabTo("button", /^\S+ create Dict /);
      await user.press("Enter"); // to the result itself
      await expect(node.getByRole("heading", { name: "Dict" })).toBeVisible();
      await user.press("Alt+1");
      await user.press("Control+k");
      await user.type("Show ancestors");
      await user.press("Enter");
      await expect(page.getByRole("treeitem", { name: /vc-relax/ }).first()).toBeVisible();
      await user.press("Alt+1", "ArrowLeft", "Enter"); // along the first link that ends here
      await expect(node.getByRole("heading", { name: /^Pw/ })).toBeVisible();
      await user.press("Alt+ArrowLeft", "Alt+ArrowLeft");
      await expect(node.getByRole("heading", { name: "PwCalculation" })).toBeVisible();
      await user.press("Alt+3");
      await user.tabTo("tab", /^(Overview|Links)$/);
      await user.walkTo("ArrowRight", "tab", "Files");
      await user.tabTo("treeitem", /./);
      await user.walkTo("ArrowDown", "treeitem", /aiida\.in/);
      await user.press("Enter");
      await expect(node).toContainText("&CONTROL");
    });

    test("why did it fail", async ({ page }) => {
      const user = new KeyboardUser(page);
      const node = page.getByRole("region", { name: "Node", exact: true });
      await expect(page.getByRole("grid", { name: "Nodes" }).getByRole("row").nth(2)).toBeVisible();
      await user.press("Alt+5");
      await user.tabTo("checkbox", /^Finished \[305\] \d+$/);
      await user.press("Space");
      await user.press("Alt+2", "Home");
      await user.press("ArrowDown", "ArrowUp");
      await expect(node.getByRole("status", { name: "Process state" })).toHaveText(/Finished \[305\]/);
      await user.press("Alt+3");
      await user.tabTo("tab", /./);
      await user.walkTo("ArrowRight", "tab", "Log");
      await expect(node.getByRole("tabpanel")).not.toBeEmpty();
    });

    test("send exactly this to a colleague", async ({ app, page }, info) => {
      const user = new KeyboardUser(page);
      const file = info.outputPath("to-a-colleague.aiida");
      await answerSaveDialog(app, file);
      await expect(page.getByRole("grid", { name: "Nodes" }).getByRole("row").nth(2)).toBeVisible();
      await user.press("Control+f");
      await user.type("PwCalculation");
      await expect(page.getByRole("option").first()).toContainText("PwCalculation");
      await user.press("Enter");
      await user.press("Alt+1", "Space");
      const basket = page.getByRole("region", { name: "Export basket" });
      await expect(basket).toContainText("1 chosen");
      await user.press("Alt+4");
      await user.tabTo("switch", "create_backward");
      await user.press("Space");
      await expect(page.getByRole("switch", { name: "create_backward" })).not.toBeChecked();
      await user.press("Control+e");
      await expect(page.getByRole("dialog", { name: "Export archive" })).toBeVisible();
      await user.tabTo("button", "Choose…");
      await user.press("Enter");
      await expect(page.getByRole("textbox", { name: "File" })).toHaveValue(/to-a-colleague\.aiida$/);
      await user.tabTo("button", "Export");
      await user.press("Enter");
      await expect(page.getByRole("dialog").getByRole("status")).toContainText("to-a-colleague.aiida");
      expect(fs.statSync(file).size).toBeGreaterThan(1000);
    });
  });
});

test.describe("by the accessibility tree alone", () => {
  test("what is in this file", async ({ app, page }) => {
    const user = new ScreenReaderUser(page);
    await answerOpenDialog(app, [fixture("qe-failures.aiida")]);
    await user.activate("button", "Open archive…", { role: "main", name: "Start" });
    await user.hear("status", "Source summary", /184 nodes · \d+ links/);
    await user.read("treeitem", /\(\d+\)$/);
    const outline = await user.names("treeitem", { role: "tree", name: "Graph outline" });
    expect(outline.length).toBeGreaterThan(2);
    for (const name of outline) expect(name).toMatch(/\(\d+\)$/);
    const states = await user.names("checkbox", { role: "group", name: "State" });
    expect(states.some((name) => /^Finished \[\d+\] \d+$/.test(name))).toBe(true);
  });

  test.describe(() => {
    test.use({ files: ["qe-failures.aiida"] });
    const nodePart = { role: "region", name: "Node" };

    test("where does this number come from", async ({ page }) => {
      const user = new ScreenReaderUser(page);
      await user.fill("combobox", "Search nodes", "pw.x vc-relax");
      await user.activate("option", /PwCalculation/);
      await user.read("heading", "PwCalculation", nodePart);
      await user.activate("tab", "Links", nodePart);
      await user.activate("button", /^\S+ create Dict /, { role: "list", name: "outgoing links" });
      await user.read("heading", "Dict", nodePart);
      await user.activate("button", "Show ancestors");
      await user.read("treeitem", /vc-relax/, { role: "tree", name: "Graph outline" });
      await user.activate("button", /create PwCalculation/, { role: "list", name: "incoming links" });
      await user.read("heading", "PwCalculation", nodePart);
      await user.activate("tab", "Files", nodePart);
      await user.activate("treeitem", /aiida\.in/, nodePart);
      await user.hear("tabpanel", /Files/, /&CONTROL/, nodePart);
    });

    test("why did it fail", async ({ page }) => {
      const user = new ScreenReaderUser(page);
      await user.activate("checkbox", /^Finished \[305\] \d+$/, { role: "region", name: "Filters" });
      await user.hear("status", "Source summary", /of 184/);
      await user.activate("row", /305/, { role: "grid", name: "Nodes" });
      await user.hear("status", "Process state", /Finished \[305\]/, nodePart);
      await user.activate("tab", "Log", nodePart);
      await user.hear("tabpanel", /Log/, /report|scheduler|output|parser/i, nodePart);
    });

    test("send exactly this to a colleague", async ({ app, page }, info) => {
      const user = new ScreenReaderUser(page);
      const file = info.outputPath("to-a-colleague.aiida");
      await answerSaveDialog(app, file);
      await user.fill("combobox", "Search nodes", "PwCalculation");
      await user.activate("option", /PwCalculation/);
      await user.activate("button", "Add to basket", nodePart);
      const basket = { role: "region", name: "Export basket" };
      await user.hear("region", "Export basket", /1 chosen/);
      await user.activate("switch", "create_backward", basket);
      await user.hear("switch", "create_backward", /checked=false/, basket);
      await user.activate("button", "Export…", basket);
      const dialog = { role: "dialog", name: "Export archive" };
      await user.activate("button", "Choose…", dialog);
      await user.hear("textbox", "File", /to-a-colleague\.aiida/, dialog);
      await user.activate("button", "Export", dialog);
      await user.hear("dialog", "Export archive", /written to to-a-colleague\.aiida/);
      const { counts } = (await stemmaJson("traverse", file, "--all", "--count")) as Traversed;
      expect(counts.nodes).toBeGreaterThan(1);
      expect(path.basename(file)).toBe("to-a-colleague.aiida");
    });
  });
});
