// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../../commands/commands.ts";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
} from "../../testing/window-for-test.tsx";
import { Filters } from "./Filters.tsx";
import type { Facets } from "./filter-change.ts";

const GROUP = "70000000-8d0e-4c44-9d5c-2b6d0c1f7a11";
const FACETS: Facets = {
  types: [
    { key: "data.core.int.Int.", label: "Int", count: 3, nodeType: "data.core.int.Int." },
    { key: "data.core.dict.Dict.", label: "Dict", count: 1204, nodeType: "data.core.dict.Dict." },
  ],
  states: [{ key: "finished[410]", label: "Finished [410]", count: 4 }],
  groups: [{ key: GROUP, label: "silicon/bands", count: 8 }],
  computers: [],
  users: Array.from({ length: 40 }, (_, i) => ({ key: `u${i}`, label: `user ${i}`, count: 1 })),
  created: [0, 1, 2].map((i) => ({
    from: `2026-11-22 00:0${i}:00.000000`,
    to: `2026-11-22 00:0${i + 1}:00.000000`,
    count: i,
  })),
};

let asked: [string, unknown][];
beforeEach(() => {
  asked = hostForTest({
    "targets.choose": () => ({ token: "t1", name: "si-nodes.csv", shownPath: "~/si-nodes.csv" }),
  });
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

async function show(change: Partial<Facets> = {}, answers: EngineAnswers = {}) {
  openSourceForTest("one", "si.aiida", {
    "source.facets": () => ({ ...FACETS, ...change }),
    "source.about": () => ({
      metadataText: "{}",
      creationParameters: null,
      wholeProfile: true,
      startingSet: { nodeIds: [], missingNodes: 0, groups: [], computers: [], users: [] },
      conversionInfo: [],
      groups: [
        { groupId: 7, uuid: GROUP, label: "silicon/bands", typeString: "core", description: "", nodes: 8 },
      ],
      computers: [],
      users: [],
    }),
    ...answers,
  });
  renderInSource("one", <Filters />);
  await waitFor(() => expect(screen.queryByText("Counting…")).toBeNull());
}

const filter = () => viewOf("one").getState().filter;

test("each facet is a group of checkboxes named by value and count; one without values says so", async () => {
  await show();
  const region = screen.getByRole("region", { name: "Filters" });
  const names = within(region)
    .getAllByRole("group")
    .map((group) => group.querySelector("h3")?.textContent);
  expect(names).toEqual(["Type", "State", "Group", "Computer", "User", "Created"]);
  const types = screen.getByRole("group", { name: "Type" });
  expect(within(types).getByRole("checkbox", { name: "Int 3" })).toBeTruthy();
  expect(within(types).getByRole("checkbox", { name: "Dict 1,204" })).toBeTruthy();
  expect(screen.getByRole("checkbox", { name: "Finished [410] 4" })).toBeTruthy();
  const computers = screen.getByRole("group", { name: "Computer" });
  expect(computers.textContent).toContain("No node here ran on a computer.");
});

test("values are set in several facets and cleared together", async () => {
  await show();
  const clear = screen.getByRole<HTMLButtonElement>("button", { name: "Clear filters" });
  expect(clear.disabled).toBe(true);
  fireEvent.click(screen.getByRole("checkbox", { name: "Int 3" }));
  fireEvent.click(screen.getByRole("checkbox", { name: "Finished [410] 4" }));
  expect(filter()).toEqual({ nodeTypes: ["data.core.int.Int."], states: ["finished[410]"] });
  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Int 3" }).checked).toBe(true);
  fireEvent.click(clear);
  expect(filter()).toEqual({});
});

test("a group goes into the basket by its button", async () => {
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "Add group silicon/bands to basket" }));
  expect([...viewOf("one").getState().basket.groupIds]).toEqual([7]);
});

test("many values: the first are shown, the rest by a button, any by its name", async () => {
  await show();
  const users = screen.getByRole("group", { name: "User" });
  expect(within(users).getAllByRole("checkbox")).toHaveLength(12);
  fireEvent.click(within(users).getByRole("button", { name: "28 more…" }));
  expect(within(users).getAllByRole("checkbox")).toHaveLength(40);
  fireEvent.click(within(users).getByRole("button", { name: "Show fewer" }));
  fireEvent.change(within(users).getByRole("searchbox", { name: "Find in user" }), {
    target: { value: "R 39" },
  });
  fireEvent.click(within(users).getByRole("checkbox", { name: "user 39 1" }));
  fireEvent.change(within(users).getByRole("searchbox"), { target: { value: "" } });
  expect(within(users).getAllByRole("checkbox")).toHaveLength(13); // what is set stays in sight
});

test("the ends of the time narrow it, and never cross", async () => {
  await show();
  fireEvent.change(screen.getByRole("slider", { name: "From" }), { target: { value: "1" } });
  expect(filter()).toEqual({ createdAfter: "2026-11-22 00:01:00.000000" });
  fireEvent.change(screen.getByRole("slider", { name: "To" }), { target: { value: "0" } });
  expect(filter()).toEqual({
    createdAfter: "2026-11-22 00:01:00.000000",
    createdBefore: "2026-11-22 00:02:00.000000",
  });
});

test("rows are saved in any view, with the filter and the order of the table", async () => {
  const saved: unknown[] = [];
  await show(
    {},
    {
      "nodes.save": (input) => {
        saved.push(input);
        return { rows: 3 };
      },
    },
  );
  fireEvent.click(screen.getByRole("checkbox", { name: "Int 3" }));
  runCommand("save-csv");
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toEqual({
    filter: { nodeTypes: ["data.core.int.Int."] },
    sort: { column: "ctime", descending: true },
    format: "csv",
    target: "t1",
  });
  expect(asked.find(([name]) => name === "targets.choose")?.[1]).toEqual({
    kind: "csv",
    suggestedName: "si-nodes.csv",
    sourceId: "one",
  });
});

test("an archive without nodes says what would be here", async () => {
  await show({ types: [], states: [], groups: [], users: [], created: [] });
  expect(screen.getByText(/This archive holds none/)).toBeTruthy();
});
