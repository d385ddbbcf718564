import { basketCounted, command, parts } from "./app.mjs";
import { pan, zoom } from "./browse.mjs";
import { framesWhile } from "./probe.mjs";

/** A small archive, drawn whole. Actions as in `browse.mjs`. */
export function drawActions(page) {
  const { canvas } = parts(page);
  return [
    ["draw everything", () => drawAll(page), { settle: 1500 }],
    ["pan, at the size it opens", () => pan(page, canvas)],
    ["zoom, at the size it opens", () => zoom(page, canvas)],
    ["fit", () => command(page, "Fit")],
    ["pan, all in sight", () => pan(page, canvas)],
    ["zoom, all in sight", () => zoom(page, canvas)],
    ["point at nodes", () => pointAtNodes(page, canvas)],
    [
      "walk along links, 10 times",
      async () => {
        await canvas.focus();
        await page.keyboard.press("Home");
        for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
      },
    ],
    ["logical view", () => page.getByRole("radio", { name: "Logical", exact: true }).click()],
    ["all again", () => page.getByRole("radio", { name: "All", exact: true }).click()],
    [
      "everything into the basket",
      async () => {
        await command(page, "Add the whole archive");
        await basketCounted(page);
      },
    ],
    ["dark theme", () => page.emulateMedia({ colorScheme: "dark" })],
    ["light theme", () => page.emulateMedia({ colorScheme: "light" })],
    ["tidy", () => command(page, "Tidy layout"), { settle: 2000 }],
  ];
}

async function drawAll(page) {
  await command(page, "Show everything");
  const question = page.getByRole("button", { name: /^Draw/ });
  await page.waitForTimeout(100);
  if (await question.isVisible()) await question.click(); // above the limit of the settings it asks
  await page.waitForFunction(() =>
    /all [\d,]+ nodes/.test(document.querySelector(".legend-count")?.textContent ?? ""),
  );
}

async function pointAtNodes(page, canvas) {
  const box = await canvas.boundingBox();
  return framesWhile(page, (step) =>
    page.mouse.move(
      box.x + 60 + ((step * 17) % (box.width - 120)),
      box.y + 60 + ((step * 7) % (box.height - 120)),
    ),
  );
}
