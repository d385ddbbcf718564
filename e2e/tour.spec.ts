import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { expect, launch, parts, test } from "./support/app.ts";

const tour = (page: Page) => page.getByRole("dialog", { name: "Tour", exact: true });
const heading = (page: Page, name: string) => tour(page).getByRole("heading", { name });
const offer = (page: Page) => page.getByText("New here? Take the tour");

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

/** Bring the focus to a control by Tab alone. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
    if (focused === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to “${name}”.`);
}

test("a newcomer takes the tour from the start page to its end, by keyboard alone", async ({ page }) => {
  await expect(offer(page)).toBeVisible();
  await tabTo(page, "Start the tour");
  await page.keyboard.press("Enter");

  await expect(heading(page, "What is in it?")).toBeFocused();
  await expect(tour(page)).toContainText("Step 1 of 7");
  await expect(parts.tabs(page).getByRole("tab", { name: "qe-si-bands.aiida" })).toBeVisible();
  await page.keyboard.press("Enter");

  // The person does the step; the tour notices, and the keyboard comes back by F6.
  await expect(heading(page, "Find a node")).toBeFocused();
  await page.keyboard.press("F6");
  await expect(parts.search(page)).toBeFocused();
  await page.keyboard.type("fundamental_gap");
  await expect(page.getByRole("option", { name: /fundamental_gap/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(parts.node(page).getByRole("heading", { name: "fundamental_gap" })).toBeVisible();
  await expect(tour(page).getByRole("status")).toContainText("Done");
  await page.keyboard.press("F6");
  await expect(heading(page, "Find a node")).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(heading(page, "Where does it come from?")).toBeFocused();
  await page.keyboard.press("F6");
  await page.keyboard.press("Enter"); // the first node that it comes from
  await expect(parts.node(page).getByRole("heading", { name: "fundamental_gap" })).toBeHidden();
  await expect(tour(page).getByRole("status")).toContainText("Done");
  await page.keyboard.press("F6");
  await page.keyboard.press("Enter");

  await expect(heading(page, "Did it go well?")).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(heading(page, "Choose what to send")).toBeFocused();
  await tabTo(page, "Do it for me");
  await page.keyboard.press("Enter");
  await expect(parts.basket(page)).toContainText("1 chosen");
  await expect(tour(page).getByRole("button", { name: "Next" })).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(heading(page, "What goes along, and why")).toBeFocused();
  await page.keyboard.press("F6");
  await page.keyboard.press("Space"); // the first switch
  await expect(tour(page).getByRole("status")).toContainText("Done");
  await page.keyboard.press("F6");
  await page.keyboard.press("Enter");

  await expect(heading(page, "Where the rest is")).toBeFocused();
  await page.keyboard.press("Control+k"); // the keys of the window work meanwhile
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(heading(page, "Where the rest is")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tour(page)).toBeHidden();
  await expect(parts.canvas(page)).toBeFocused();
  await expect(parts.basket(page)).toContainText("1 chosen"); // what the person did stays
});

test("who skips it is not asked again, but may ask for it", async ({}, info) => {
  const app = await launch(info);
  const page = await app.firstWindow();
  await offer(page).waitFor();
  await page.getByRole("button", { name: "Start the tour" }).click();
  await expect(heading(page, "What is in it?")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tour(page)).toBeHidden();
  await page.keyboard.press("Control+w");
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await expect(offer(page)).toBeHidden();
  await app.close();

  const again = await launch(info);
  const next = await again.firstWindow();
  const recent = next.getByRole("list", { name: "Recent files" });
  await expect(recent.getByRole("listitem")).toHaveCount(1); // the page has been read, so the offer would be there
  await expect(offer(next)).toBeHidden();
  await next.keyboard.press("Control+k");
  await next.getByRole("combobox", { name: "Find a command" }).fill("tour");
  await next.keyboard.press("Enter");
  await expect(heading(next, "What is in it?")).toBeFocused();
  await again.close();
});

test("“Not now” is an answer", async ({ page }) => {
  await page.getByRole("button", { name: "Not now" }).click();
  await expect(offer(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Open sample" })).toBeVisible();
});

test.describe("with a file on the command line", () => {
  test.use({ files: ["qe-failures.aiida"] });

  test("nothing is offered over it; the tour waits while another tab is in front, and ends with its tab", async ({
    page,
  }) => {
    await expect(parts.canvas(page)).toBeVisible();
    await expect(offer(page)).toBeHidden();
    await expect(tour(page)).toBeHidden();

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("tour");
    await page.keyboard.press("Enter");
    await expect(heading(page, "What is in it?")).toBeFocused();
    await parts.tabs(page).getByRole("tab", { name: "qe-failures.aiida" }).click();
    await expect(heading(page, "The tour waits")).toBeVisible();
    await parts.outline(page).getByRole("treeitem").first().click(); // the window stays in use
    await expect(parts.node(page).getByRole("heading", { level: 2 })).toBeVisible();
    await tour(page).getByRole("button", { name: "Back to the sample" }).click();
    await expect(heading(page, "What is in it?")).toBeFocused();
    await page.keyboard.press("Control+w");
    await expect(tour(page)).toBeHidden();
    await expect(page.getByText("The tour ended with its sample.")).toBeVisible();
  });
});

test("the ring follows its part, and the card stays in the window at every size of text", async ({
  app,
  page,
}) => {
  await page.getByRole("button", { name: "Start the tour" }).click();
  await expect(heading(page, "What is in it?")).toBeFocused();
  await expect(parts.canvas(page)).toBeVisible();
  for (const zoom of [1, 2]) {
    await app.evaluate(({ BrowserWindow }, factor) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor);
    }, zoom);
    await expect.poll(() => outside(page)).toBe(false);
    await expect.poll(() => ringAround(page, "section[aria-label='Provenance graph']")).toBe(true);
  }
  await page.keyboard.press("Control+2"); // the table alone: the graph is gone
  await expect(tour(page)).toContainText("The graph is not in sight");
  await expect(page.locator(".tour-ring")).toBeHidden();
  await page.keyboard.press("Control+3");
  await expect.poll(() => ringAround(page, "section[aria-label='Provenance graph']")).toBe(true);
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the tour, ${theme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme });
    await expect(offer(page)).toBeVisible();
    expect(await findings(page), "offer").toEqual([]);
    await page.getByRole("button", { name: "Start the tour" }).click();
    await expect(heading(page, "What is in it?")).toBeFocused();
    expect(await findings(page), "first step").toEqual([]);
    await tour(page).getByRole("button", { name: "Next" }).click();
    await tour(page).getByRole("button", { name: "Do it for me" }).click();
    await expect(tour(page).getByRole("status")).toContainText("Done");
    expect(await findings(page), "a step that is done").toEqual([]);
  });
}

/** True if any edge of the card is outside the window. */
function outside(page: Page): Promise<boolean> {
  return tour(page).evaluate((card) => {
    const { left, top, right, bottom } = card.getBoundingClientRect();
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
  });
}

/** True if the ring encloses what is seen of a part. */
function ringAround(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((part) => {
    const ring = document.querySelector(".tour-ring:not([hidden])")?.getBoundingClientRect();
    const inner = document.querySelector(part)?.getBoundingClientRect();
    if (!ring || !inner) return false;
    const bottom = Math.min(inner.bottom, innerHeight - 2);
    const right = Math.min(inner.right, innerWidth - 2);
    return ring.left <= inner.left && ring.top <= inner.top && ring.right >= right && ring.bottom >= bottom;
  }, selector);
}
