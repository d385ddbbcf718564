import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

const rules = (page: Page) => page.getByRole("dialog", { name: "Traversal rules", exact: true });
const glossary = (page: Page) => page.getByRole("dialog", { name: "Glossary", exact: true });

async function runFromPalette(page: Page, words: string): Promise<void> {
  await expect(parts.canvas(page)).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(words);
  await page.keyboard.press("Enter");
}

async function fillBasket(page: Page): Promise<void> {
  await parts.outline(page).getByRole("treeitem").first().click();
  await parts.node(page).getByRole("button", { name: "Add to basket", exact: true }).click();
  await expect(parts.basket(page)).toContainText("1 chosen");
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

test("the ? beside a switch explains that rule, and brings back to it", async ({ page }) => {
  await fillBasket(page);
  const about = parts.basket(page).getByRole("button", { name: "About return_backward" });
  await about.click();
  const entry = rules(page).getByRole("article", { name: "return_backward" });
  await expect(entry).toBeFocused();
  await expect(entry).toBeInViewport();
  await expect(entry).toContainText("With a piece of data come the workflows that returned it.");
  await expect(entry).toContainText("Off by default; verdi switches it on with --return-backward.");
  await expect(entry.getByRole("img", { name: "Drawing of return_backward" })).toHaveAccessibleDescription(
    /A link of type return leads from PwBandsWorkChain \(workflow\) to bands \(data\)\. bands is in .* against the link/,
  );
  await page.keyboard.press("Escape");
  await expect(rules(page)).toBeHidden();
  await expect(about).toBeFocused();
});

test("all twelve rules are there, switches with verdi's flag, fixed ones without", async ({ page }) => {
  await runFromPalette(page, "traversal rules");
  await expect(rules(page).getByRole("article")).toHaveCount(12);
  await expect(rules(page).getByRole("img")).toHaveCount(12);
  await expect(rules(page).getByText(/^On by default/)).toHaveCount(3);
  await expect(rules(page).getByText(/^Off by default/)).toHaveCount(3);
  await expect(rules(page).getByText("Always followed; verdi has no flag for it.")).toHaveCount(6);
});

test("the glossary finds a word by what others call it, and leads from word to word", async ({ page }) => {
  await runFromPalette(page, "glossary");
  const field = glossary(page).getByRole("searchbox", { name: "Find a word" });
  await expect(field).toBeFocused();
  await page.keyboard.type("edge");
  const words = glossary(page).getByRole("term");
  await expect(words.first()).toHaveText("link");
  await glossary(page).getByRole("button", { name: "node", exact: true }).first().click();
  await expect(words.getByText("node", { exact: true })).toBeFocused();
  await expect(field).toHaveValue("");
  await field.fill("flux capacitor");
  await expect(words).toHaveCount(0);
  await glossary(page).getByRole("button", { name: "Show all words" }).click();
  await expect(field).toBeFocused();
  await expect(words.first()).toHaveText("added");
});

test("help opens help without piling up", async ({ page }) => {
  await runFromPalette(page, "traversal rules");
  await rules(page).getByRole("button", { name: "link type" }).click();
  await expect(glossary(page).getByRole("term").getByText("link type", { exact: true })).toBeFocused();
  await glossary(page).getByRole("searchbox").fill("traversal rule");
  await glossary(page).getByRole("button", { name: "Show all twelve" }).click();
  await expect(glossary(page)).toBeHidden();
  await expect(rules(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(rules(page)).toBeHidden();
});

test("a word in the inspector leads to the glossary", async ({ page }) => {
  await parts.outline(page).getByRole("treeitem").first().click();
  await parts.node(page).getByRole("tab", { name: "Links" }).click();
  await parts.node(page).getByRole("button", { name: "What is “outgoing”?" }).click();
  await expect(glossary(page).getByRole("term").getByText("outgoing", { exact: true })).toBeFocused();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in rules and glossary, ${theme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme });
    await fillBasket(page);
    await parts.basket(page).getByRole("button", { name: "About create_backward" }).click();
    await expect(rules(page)).toBeVisible();
    expect(await findings(page), "rules").toEqual([]);
    await rules(page).getByRole("button", { name: "link type" }).click();
    await expect(glossary(page)).toBeVisible();
    expect(await findings(page), "glossary").toEqual([]);
  });
}
