import { basketCounted, command, parts, rowsCounted } from "./app.mjs";
import { framesWhile, untilDrawn } from "./probe.mjs";

/** What a person does in a large archive, in this order: [name, what is done]. */
export function browseActions(page, archive) {
  const { grid, canvas, basket, search } = parts(page);
  const type = page.getByRole("group", { name: "Type" });
  return [
    ["pan the first picture", () => pan(page, canvas)],
    ["zoom the first picture", () => zoom(page, canvas)],
    ["wheel over the table", () => wheelTable(page, grid)],
    ["click a row", () => grid.getByRole("row").nth(4).click()],
    [
      "arrow down, 20 times",
      async () => {
        await grid.focus();
        for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowDown");
      },
    ],
    ["expand a node in the graph", () => expand(page, canvas)],
    [
      "first node into the basket",
      async () => {
        await grid.focus();
        await page.keyboard.press("Space");
        await basketCounted(page);
      },
    ],
    [
      "go to the last row (End)",
      async () => {
        await grid.focus();
        await page.keyboard.press("End");
        await rowsCounted(page);
      },
    ],
    ["Ctrl+A in the table", () => page.keyboard.press("Control+a")],
    [
      "Space on all",
      async () => {
        await page.keyboard.press("Space");
        await basketCounted(page);
      },
    ],
    [
      "undo",
      async () => {
        await page.keyboard.press("Control+z");
        await basketCounted(page);
      },
    ],
    ["clear the basket", () => command(page, "Clear basket")],
    [
      "group into the basket",
      async () => {
        await page
          .getByRole("button", { name: /^Add group .* to basket$/ })
          .first()
          .click();
        await basketCounted(page);
      },
    ],
    [
      "drop a group on the basket",
      async () => {
        const name = page.getByRole("group", { name: "Group" }).getByRole("checkbox").nth(1);
        await name.locator("xpath=ancestor::*[@draggable='true'][1]").dragTo(basket);
        await basketCounted(page);
      },
    ],
    [
      "switch a rule",
      async () => {
        await basket.getByRole("switch").first().click();
        await basketCounted(page);
      },
    ],
    [
      "whole archive into the basket",
      async () => {
        await command(page, "Add the whole archive");
        await basketCounted(page);
      },
    ],
    ["clear the basket again", () => command(page, "Clear basket")],
    [
      "filter by type",
      () =>
        untilDrawn(
          page,
          "click",
          () => type.getByRole("checkbox").first().click(),
          () =>
            !document.querySelector(".table-grid.is-stale") &&
            !!document.querySelector("[role=group] input:checked, [role=checkbox][aria-checked=true]"),
        ),
    ],
    [
      "clear filters",
      async () => {
        await page.getByRole("button", { name: "Clear filters" }).click();
        await rowsCounted(page);
      },
    ],
    [
      "sort by label",
      async () => {
        await command(page, "Sort by label");
        await rowsCounted(page);
      },
    ],
    ["search, letter by letter", () => search.pressSequentially("relaxation", { delay: 60 })],
    ["close search", () => closeSearch(page, search)],
    ["search a label", () => searchFor(page, search, archive.label)],
    ["close search again", () => closeSearch(page, search)],
    ["search a UUID", () => searchFor(page, search, archive.uuid)],
    ["close search at last", () => closeSearch(page, search)],
    ["dark theme", () => page.emulateMedia({ colorScheme: "dark" })],
    ["light theme", () => page.emulateMedia({ colorScheme: "light" })],
    ["open settings", () => page.keyboard.press("Control+,")],
    ["close settings", () => page.keyboard.press("Escape")],
    ["open the command palette", () => page.keyboard.press("Control+k")],
    ["close the palette", () => page.keyboard.press("Escape")],
  ];
}

export async function pan(page, canvas) {
  const at = await middle(canvas);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const frames = await framesWhile(page, (step) =>
    page.mouse.move(at.x + 120 * Math.sin(step / 6), at.y + 60 * Math.cos(step / 6)),
  );
  await page.mouse.up();
  return frames;
}

export async function zoom(page, canvas) {
  const at = await middle(canvas);
  await page.mouse.move(at.x, at.y);
  return framesWhile(page, (step) => page.mouse.wheel(0, step % 20 < 10 ? -60 : 60));
}

async function wheelTable(page, grid) {
  const box = await grid.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 100);
  return framesWhile(page, (step) => page.mouse.wheel(0, step % 40 < 30 ? 900 : -600));
}

async function expand(page, canvas) {
  await canvas.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await command(page, "Expand");
}

/** From the last letter to a list that answers it, the pause for further letters included. */
async function searchFor(page, search, text) {
  await search.focus();
  return untilDrawn(
    page,
    "input",
    () => search.fill(text),
    (wanted) => {
      const options = [...document.querySelectorAll("[role=option]")];
      return options.some((option) =>
        option.textContent.toLowerCase().includes(wanted.toLowerCase().slice(0, 8)),
      );
    },
    text,
  );
}

async function closeSearch(page, search) {
  await search.fill("");
  await page.keyboard.press("Escape");
}

async function middle(canvas) {
  const box = await canvas.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
