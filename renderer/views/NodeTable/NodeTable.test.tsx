// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineInput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
  sizeForTest,
} from "../../testing/window-for-test.tsx";
import { NodeTable } from "./NodeTable.tsx";

// 30 nodes, the newest first; every third is a calculation that failed.
const IDS = Int32Array.from({ length: 30 }, (_, i) => 30 - i);

function row(nodeId: number) {
  const isProcess = nodeId % 3 === 0;
  return {
    nodeId,
    uuid: `${String(nodeId).padStart(8, "0")}-8d0e-4c44-9d5c-2b6d0c1f7a11`,
    nodeType: isProcess ? "process.calculation.calcjob.CalcJobNode." : "data.core.dict.Dict.",
    processType: null,
    processLabel: isProcess ? "PwCalculation" : null,
    label: `number ${nodeId}`,
    description: "",
    ctime: "2026-11-22 00:53:04.000000",
    mtime: "2026-11-22 00:53:04.000000",
    processState: isProcess ? "finished" : null,
    exitStatus: isProcess ? 410 : null,
    user: "ada.marlow@example.org",
    computer: null,
  };
}

let lists: EngineInput<"nodes.list">[];
beforeEach(() => {
  lists = [];
  sizeForTest(700, 240);
  hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

async function show(answers: EngineAnswers = {}) {
  openSourceForTest("one", "si.aiida", {
    "nodes.list": (input) => {
      lists.push(input);
      return { nodeIds: IDS, total: 30 };
    },
    "nodes.rows": ({ nodeIds }) => nodeIds.map(row),
    ...answers,
  });
  renderInSource("one", <NodeTable />);
}

async function grid() {
  await screen.findByRole("row", { name: /PwCalculation number 30/ });
  return screen.getByRole("grid", { name: "Nodes" });
}

const view = () => viewOf("one").getState();

test("rows say what a node is and how it ended, and the grid how many there are", async () => {
  await show();
  const table = await grid();
  expect(table.getAttribute("aria-rowcount")).toBe("31");
  const first = screen.getByRole("row", { name: /00000030 PwCalculation number 30 Finished \[410\]/ });
  expect(first.getAttribute("aria-rowindex")).toBe("2");
  expect(screen.getByText("30 of 30 nodes")).toBeTruthy();
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map((one) => one.textContent),
  ).toEqual(["PK", "UUID", "Type", "Label", "State", "Created↓", "Owner"]);
});

test("of a long list only rows in sight exist; a short one is there to be read whole", async () => {
  const many = Int32Array.from({ length: 400 }, (_, i) => 400 - i);
  await show({ "nodes.list": ({ filter }) => ({ nodeIds: filter?.users ? IDS : many, total: 400 }) });
  await screen.findByRole("row", { name: /number 399/ });
  expect(screen.getAllByRole("row").length).toBeLessThan(25);
  viewActions("one").setFilter({ users: ["ada"] });
  await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(31));
});

test("a click chooses, with Ctrl it marks another, with Shift all between", async () => {
  await show();
  await grid();
  fireEvent.click(screen.getByRole("row", { name: /number 29/ }));
  expect(view().focusedId).toBe(29);
  fireEvent.click(screen.getByRole("row", { name: /number 27/ }), { ctrlKey: true });
  expect([...view().markedIds]).toEqual([29, 27]);
  expect(screen.getByRole("row", { name: /number 27/ }).getAttribute("aria-selected")).toBe("true");
  fireEvent.click(screen.getByRole("row", { name: /number 25/ }), { shiftKey: true });
  expect([...view().markedIds]).toEqual([27, 26, 25]);
  fireEvent.click(screen.getByRole("button", { name: "Add selected to basket" }));
  expect([...view().basket.nodeIds]).toEqual([27, 26, 25]);
});

test("keys walk, extend, mark all, and put into the basket and out again", async () => {
  await show();
  const table = await grid();
  const press = (key: string, more = {}) => fireEvent.keyDown(table, { key, ...more });
  press("ArrowDown");
  expect(view().focusedId).toBe(30);
  press("ArrowDown");
  press("ArrowDown", { shiftKey: true });
  press("ArrowDown", { shiftKey: true });
  expect([...view().markedIds]).toEqual([29, 28, 27]);
  press("ArrowUp", { shiftKey: true });
  expect([...view().markedIds]).toEqual([29, 28]);
  press(" ");
  expect([...view().basket.nodeIds]).toEqual([29, 28]);
  press(" ");
  expect(view().basket.nodeIds.size).toBe(0);
  press("End");
  expect(view().focusedId).toBe(1);
  press("a", { ctrlKey: true });
  expect(view().markedIds.size).toBe(30);
  expect(view().focusedId).toBe(1);
  press("Home");
  press("Enter");
  expect(view().center?.nodeId).toBe(30);
});

test("a node chosen elsewhere is the active row", async () => {
  await show();
  const table = await grid();
  viewActions("one").choose(28);
  await waitFor(() => expect(table.getAttribute("aria-activedescendant")).toBe("node-row-28"));
});

test("a heading sorts, once more turns the order; the arrow up from the first row leads there", async () => {
  await show();
  const table = await grid();
  fireEvent.click(within(table).getByRole("button", { name: "Label" }));
  await waitFor(() => expect(lists.at(-1)?.sort).toEqual({ column: "label", descending: false }));
  fireEvent.click(within(table).getByRole("button", { name: "Label" }));
  await waitFor(() => expect(lists.at(-1)?.sort).toEqual({ column: "label", descending: true }));
  expect(within(table).getByRole("columnheader", { name: "Label" }).getAttribute("aria-sort")).toBe(
    "descending",
  );
  fireEvent.keyDown(table, { key: "Home" });
  fireEvent.keyDown(table, { key: "ArrowUp" });
  expect(document.activeElement?.textContent).toContain("Label");
});

test("when no node passes, a button shows them all again", async () => {
  await show({
    "nodes.list": ({ filter }) => ({ nodeIds: filter?.users ? new Int32Array() : IDS, total: 30 }),
  });
  await grid();
  viewActions("one").setFilter({ users: ["nobody"] });
  fireEvent.click(await screen.findByRole("button", { name: "Show all 30 nodes" }));
  await grid();
  expect(view().filter).toEqual({});
});

test("says when filters leave marked nodes out of the list", async () => {
  await show({
    "nodes.list": ({ filter }) => ({ nodeIds: filter?.users ? IDS.slice(0, 1) : IDS, total: 30 }),
  });
  await grid();
  viewActions("one").mark([30, 29, 28]);
  expect(await screen.findByText("30 of 30 nodes · 3 selected")).toBeTruthy();
  viewActions("one").setFilter({ users: ["ada"] });
  await screen.findByText("1 of 30 nodes · 3 selected, 2 of them not listed here");
});

test("the nodes that the sender of the archive started from wear a mark, members of its groups too", async () => {
  await show({
    "source.about": () => ({
      metadataText: "{}",
      creationParameters: null,
      wholeProfile: false,
      startingSet: {
        nodeIds: [29],
        missingNodes: 0,
        groups: [{ groupId: 7, uuid: "u", label: "silicon" }],
        computers: [],
        users: [],
      },
      conversionInfo: [],
      groups: [],
      computers: [],
      users: [],
    }),
    "group.nodes": () => ({ nodeIds: Int32Array.of(28) }),
  });
  await screen.findByRole("row", { name: /chosen by the sender number 29/ });
  await screen.findByRole("row", { name: /chosen by the sender number 28/ });
  expect(screen.queryByRole("row", { name: /chosen by the sender number 27/ })).toBeNull();
});

test("an archive without nodes says so", async () => {
  await show({ "nodes.list": () => ({ nodeIds: new Int32Array(), total: 0 }) });
  expect(await screen.findByText(/This archive holds none/)).toBeTruthy();
});

test("a list that cannot be read is an alert with a second try", async () => {
  let isBroken = true;
  await show({
    "nodes.list": () => {
      if (isBroken) throw new AppError("archive/corrupt", "The list of nodes is damaged.");
      return { nodeIds: IDS, total: 30 };
    },
  });
  expect((await screen.findByRole("alert")).textContent).toContain("The list of nodes is damaged.");
  isBroken = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await grid();
});

test("stored text that would turn the line round is shown as it is written", async () => {
  await show({ "nodes.rows": ({ nodeIds }) => nodeIds.map((id) => ({ ...row(id), label: "a\u202eb" })) });
  expect((await screen.findAllByText("a\\u202eb")).length).toBeGreaterThan(0);
});

test("a label of which nothing is seen is marked for the eye, and stays what it is", async () => {
  const labels = ["seen", "   ", ""];
  await show({
    "nodes.rows": ({ nodeIds }) =>
      nodeIds.map((id, place) => ({ ...row(id), label: labels[place % 3] ?? "" })),
  });
  await screen.findAllByText("seen");
  const cells = labels.map((_, place) => document.querySelectorAll(".cell-label[role=gridcell]")[place]);
  expect(cells.map((cell) => cell?.textContent)).toEqual(labels);
  expect(cells.map((cell) => cell?.querySelectorAll(".blank-mark").length)).toEqual([0, 1, 0]);
});
