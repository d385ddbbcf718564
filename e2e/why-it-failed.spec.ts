import { expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-failures.aiida"] });

test("a failed process is found by its state, and says why", async ({ page }) => {
  await expect(parts.summary(page)).toContainText("failed");
  const states = parts.filters(page).getByRole("group", { name: "State" });
  await states.getByRole("checkbox", { name: /^Finished \[401\]/ }).check();
  const rows = parts.table(page).getByRole("row", { name: /PwBaseWorkChain/ });
  await expect(rows).toHaveCount(2); // the outer work chain and the one that ScfThenGap called
  await rows.last().click();

  const node = parts.node(page);
  await expect(node.getByRole("heading", { name: "PwBaseWorkChain" })).toBeVisible();
  await expect(node.getByRole("status", { name: "Process state" })).toHaveText(/Finished \[401\]/);
  await expect(node).toContainText(/maximum number of iterations/i);

  await node.getByRole("tab", { name: "Log" }).click();
  await expect(node.getByRole("tabpanel")).toContainText(/(REPORT|ERROR)[^]*maximum number/);

  await parts.filters(page).getByRole("button", { name: "Clear filters" }).click();
  await expect(states.getByRole("checkbox", { name: /^Finished \[401\]/ })).not.toBeChecked();
});

test("an excepted process shows its state and its exception", async ({ page }) => {
  await parts.search(page).fill("divide_by_gap");
  await page
    .getByRole("option", { name: /divide_by_gap/ })
    .first()
    .click();
  const node = parts.node(page);
  await expect(node.getByRole("status", { name: "Process state" })).toHaveText(/Excepted/);
  await expect(node).toContainText("ZeroDivisionError");
});

test("a failed calculation's files can be read", async ({ page }) => {
  await parts
    .filters(page)
    .getByRole("group", { name: "State" })
    .getByRole("checkbox", { name: /^Finished \[410\]/ })
    .check();
  await parts
    .table(page)
    .getByRole("row", { name: /PwCalculation/ })
    .first()
    .click();
  const node = parts.node(page);
  await node.getByRole("tab", { name: "Files" }).click();
  await node.getByText("aiida.out", { exact: true }).first().click();
  await node.getByRole("searchbox", { name: "Find in file" }).fill("convergence NOT achieved");
  await expect(node.getByRole("status", { name: "Matches" })).toHaveText(/^1 of \d+/);
  await expect(node.getByText(/convergence NOT achieved/).first()).toBeVisible();
});
