// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { AppError } from "../../../shared/ipc/errors.ts";
import { runCommand } from "../../commands/commands.ts";
import { useTabCommands } from "../../commands/tab-commands.ts";
import { removeTab, type SourceTab, updateTab, useSources } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { OpeningNotice } from "../OpeningNotice/OpeningNotice.tsx";
import { DamageBanner } from "./DamageBanner.tsx";

const LOSSES = {
  rowsSkipped: 1042,
  linksDropped: 7,
  nodesWithoutFiles: 1,
  objectsLost: 2,
  valuesEmptied: 0,
  isAtLeast: true,
  findings: ["db.sqlite3 is cut short.", "A name with \u202e in it."],
};

afterEach(() => {
  cleanup();
  removeTab("one");
});

function tabWith(change: Partial<Omit<SourceTab, "info">>): SourceTab {
  openSourceForTest("one", "cut.aiida", {});
  updateTab("one", change);
  return useSources.getState().tabs.find(({ info }) => info.sourceId === "one")!;
}

function summaryWith(losses: typeof LOSSES | null): NonNullable<SourceTab["summary"]> {
  return { losses } as NonNullable<SourceTab["summary"]>; // the banner looks at nothing else
}

test("what is lost stands in a strip, and the list behind its button", () => {
  hostForTest();
  const tab = tabWith({ status: "open", summary: summaryWith(LOSSES) });
  renderInSource("one", <DamageBanner tab={tab} />);
  const banner = screen.getByRole("region", { name: "Damaged file" });
  expect(banner.textContent).toContain(
    "Damaged file: at least 1 node without files, 7 links dropped, 1,042 rows skipped",
  );
  fireEvent.click(screen.getByRole("button", { name: "Show what is lost" }));
  const dialog = screen.getByRole("dialog", { name: "What is lost" });
  expect(dialog.textContent).toContain("db.sqlite3 is cut short.");
  expect(dialog.textContent).toContain("A name with \\u202e in it.");
});

test("a whole file has no strip", () => {
  hostForTest();
  const tab = tabWith({ status: "open", summary: summaryWith(null) });
  renderInSource("one", <DamageBanner tab={tab} />);
  expect(screen.queryByRole("region", { name: "Damaged file" })).toBeNull();
});

test.each([
  [true, "Open what is readable"],
  [false, null],
])("a refusal with canReadPart %s offers %s", async (canReadPart, offered) => {
  const asked = hostForTest();
  const error = new AppError("archive/corrupt", "The ZIP is cut short.", {
    findings: ["The ZIP is cut short.", "The database is cut short."],
    canReadPart,
  });
  renderInSource("one", <OpeningNotice tab={tabWith({ status: "failed", error })} />);
  fireEvent.click(screen.getByRole("button", { name: "Details" }));
  expect(screen.getByRole("alert").textContent).toContain("• The database is cut short.");
  expect(screen.getByRole("alert").textContent).not.toContain("canReadPart");
  const button = screen.queryByRole("button", { name: "Open what is readable" });
  expect(button?.textContent ?? null).toBe(offered);
  if (!button) return;
  fireEvent.click(button);
  await waitFor(() => expect(asked).toContainEqual(["sources.reload", { sourceId: "one", readable: true }]));
});

test("the command does the same for the tab in front", async () => {
  const asked = hostForTest();
  tabWith({ status: "failed", error: new AppError("archive/corrupt", "Damaged.", { canReadPart: true }) });
  const Commands = () => {
    useTabCommands();
    return null;
  };
  renderInSource("one", <Commands />);
  runCommand("open-readable");
  await waitFor(() => expect(asked).toContainEqual(["sources.reload", { sourceId: "one", readable: true }]));
});
