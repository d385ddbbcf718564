import { expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

test("a killed engine comes back, and so does the view", async ({ app, page }) => {
  await parts
    .outline(page)
    .getByRole("treeitem", { name: /^PwBandsWorkChain/ })
    .click();
  const heading = parts.node(page).getByRole("heading", { name: "PwBandsWorkChain" });
  await expect(heading).toBeVisible();

  const pids = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((metric) => metric.name === "Stemma engine")
      .map((metric) => metric.pid),
  );
  expect(pids).toHaveLength(1);
  process.kill(pids[0]!, "SIGKILL");

  await expect(heading).toBeVisible();
  await parts.node(page).getByRole("tab", { name: "Links" }).click(); // asks the new engine
  await expect(
    parts.node(page).getByRole("list", { name: "incoming links" }).getByRole("listitem").first(),
  ).toBeVisible();
  await expect(parts.summary(page)).toContainText("69 nodes");
});
