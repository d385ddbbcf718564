// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  exportRules,
  isToggleable,
  TOGGLEABLE_RULES,
  TRAVERSAL_RULES,
} from "../../../shared/graph/traversal-rules.ts";
import { runCommand } from "../../commands/commands.ts";
import type { Closure } from "../../queries/basket.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import {
  hostForTest,
  openSourceForTest,
  renderInSource,
  sizeForTest,
} from "../../testing/window-for-test.tsx";
import { ExportBasket } from "./ExportBasket.tsx";

// structure (1) ─input_calc→ calculation (2) ─create→ result (3); chosen: 3
const NAMES = ["", "Si diamond", "PwCalculation", "Si diamond, relaxed"];

function row(nodeId: number) {
  return {
    nodeId,
    uuid: `0000000${nodeId}-8d0e-4c44-9d5c-2b6d0c1f7a11`,
    nodeType:
      nodeId === 2 ? "process.calculation.calcjob.CalcJobNode." : "data.core.structure.StructureData.",
    processType: null,
    processLabel: nodeId === 2 ? "PwCalculation" : null,
    label: nodeId === 2 ? "" : NAMES[nodeId]!,
    description: "",
    ctime: "2026-11-22 00:53:04.000000",
    mtime: "2026-11-22 00:53:04.000000",
    processState: null,
    exitStatus: null,
    user: "ada.marlow@example.org",
    computer: null,
  };
}

function closure(change: Partial<Closure> = {}, switches = {}): Closure {
  const rules = exportRules(switches);
  const adds: Record<string, [number, number]> = {
    create_backward: [1, 412_000],
    input_calc_backward: [1, 0],
    input_calc_forward: [41, 3_200_000],
  };
  return {
    counts: {
      selected: 1,
      nodes: 3,
      links: 2,
      computers: 0,
      users: 1,
      groups: 0,
      comments: 0,
      logs: 0,
      files: 31,
    },
    repositoryBytes: 1_900_000,
    effects: TRAVERSAL_RULES.map((rule) => ({
      rule,
      on: rules[rule],
      toggleable: isToggleable(rule),
      nodes: adds[rule]?.[0] ?? 0,
      bytes: adds[rule]?.[1] ?? 0,
    })),
    selectedIds: Int32Array.of(3),
    addedIds: Int32Array.of(1, 2),
    addedBy: Uint8Array.of(1, 3), // input_calc_backward, create_backward
    unsealed: [],
    unsealedCount: 0,
    ...change,
  };
}

let asked: [string, unknown][];
beforeEach(() => {
  sizeForTest(260, 160);
  asked = hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

function show(change: Partial<Closure> = {}) {
  openSourceForTest("one", "si.aiida", {
    "selection.closure": ({ rules }) => closure(change, rules),
    "selection.trail": ({ nodeId }) => [
      {
        fromId: 3,
        fromTitle: NAMES[3]!,
        toId: 2,
        toTitle: NAMES[2]!,
        rule: "create_backward",
        linkLabel: "relaxed",
        linkId: 2,
      },
      ...(nodeId === 1
        ? [
            {
              fromId: 2,
              fromTitle: NAMES[2]!,
              toId: 1,
              toTitle: NAMES[1]!,
              rule: "input_calc_backward" as const,
              linkLabel: "structure",
              linkId: 1,
            },
          ]
        : []),
    ],
    "nodes.rows": ({ nodeIds }) => nodeIds.map(row),
    "nodes.list": () => ({ nodeIds: Int32Array.of(1, 3), total: 3 }),
    "source.about": () => ({
      metadataText: "{}",
      creationParameters: null,
      wholeProfile: false,
      startingSet: { nodeIds: [], missingNodes: 0, groups: [], computers: [], users: [] },
      conversionInfo: [],
      groups: [
        {
          groupId: 7,
          uuid: "70000000-8d0e-4c44-9d5c-2b6d0c1f7a11",
          label: "silicon/bands",
          typeString: "core",
          description: "",
          nodes: 8,
        },
      ],
      computers: [],
      users: [],
    }),
  });
  renderInSource("one", <ExportBasket />);
}

const basket = () => within(screen.getByRole("region", { name: "Export basket" }));

test("an empty basket says how to fill it and exports nothing", () => {
  show();
  expect(
    basket().getByText("Empty. Add nodes with Space, from the table, or drop a group here."),
  ).toBeDefined();
  expect(basket().getByRole("button", { name: "Export…" })).toHaveProperty("disabled", true);
});

test("a filled basket shows its counts and six switches named as the rules", async () => {
  show();
  viewActions("one").addToBasket([3]);
  await basket().findByText("3 nodes");
  expect(basket().getByText("2 links · 31 files · 1.9 MB")).toBeDefined();
  expect(basket().getByText("1 chosen")).toBeDefined();
  expect(basket().getByText("2 added")).toBeDefined();
  expect(basket().getByText("all processes sealed ✓")).toBeDefined();
  const switches = basket().getAllByRole("switch");
  expect(switches.map((one) => one.getAttribute("aria-label")).sort()).toStrictEqual(
    [...TOGGLEABLE_RULES].sort(),
  );
  const off = basket().getByRole("row", { name: /^input_calc_forward/ });
  expect(off.textContent).toContain("+41");
  expect(off.textContent).toContain("+3.2 MB");
  expect(off.textContent).toContain("would add");
});

test("a switch changes the rule, and says how it stands to the default", async () => {
  show();
  viewActions("one").addToBasket([3]);
  fireEvent.click(await basket().findByRole("switch", { name: "return_backward" }));
  await waitFor(() =>
    expect(basket().getByRole("switch", { name: "return_backward" }).getAttribute("aria-checked")).toBe(
      "true",
    ),
  );
  expect(viewOf("one").getState().basket.switches).toStrictEqual({ return_backward: true });
  expect(basket().getByText("workflows that returned a node (off by default)")).toBeDefined();
});

test("fixed rules that add nothing are shown on demand", async () => {
  show();
  viewActions("one").addToBasket([3]);
  await basket().findByText("input_calc_backward");
  expect(basket().queryByText("return_forward")).toBeNull();
  fireEvent.click(basket().getByRole("button", { name: "show all twelve rules" }));
  expect(basket().getAllByRole("row")).toHaveLength(13);
});

test("the list of a rule names what it added; pointing at a node draws its trail and says it", async () => {
  show();
  viewActions("one").addToBasket([3]);
  fireEvent.click(await basket().findByRole("button", { name: "1 added by input_calc_backward: list" }));
  const list = await basket().findByRole("list", { name: "Added by input_calc_backward" });
  const line = await within(list).findByRole("button", { name: /Si diamond/ });
  fireEvent.mouseEnter(line);
  expect(viewOf("one").getState().trailId).toBe(1);
  await waitFor(() =>
    expect(document.querySelector(".basket-why")?.textContent).toBe(
      "Si diamond is in because it is an input of PwCalculation (input_calc_backward, along structure), " +
        "which created Si diamond, relaxed (create_backward, along relaxed), which you chose",
    ),
  );
  fireEvent.mouseLeave(line);
  expect(viewOf("one").getState().trailId).toBeNull();
  fireEvent.click(line);
  expect(viewOf("one").getState().focusedId).toBe(1);
});

test("chosen nodes and groups can be taken out again", async () => {
  show();
  viewActions("one").addToBasket([3]);
  viewActions("one").addGroupToBasket(7);
  fireEvent.click(await basket().findByRole("button", { name: "1 chosen" }));
  await basket().findByText("group silicon/bands");
  fireEvent.click(
    await basket().findByRole("button", { name: "Remove group silicon/bands from the basket" }),
  );
  expect(viewOf("one").getState().basket.groupIds.size).toBe(0);
  fireEvent.click(await basket().findByRole("button", { name: /^Remove StructureData/ }));
  await basket().findByText(/^Empty\./);
});

test("unsealed processes are named and lead there", async () => {
  show({ unsealed: [{ nodeId: 2, uuid: row(2).uuid, title: "PwCalculation" }], unsealedCount: 7 });
  viewActions("one").addToBasket([3]);
  await basket().findByText("7 processes not sealed");
  expect(basket().getByText("and 2 more")).toBeDefined();
  fireEvent.click(basket().getByRole("button", { name: "PwCalculation (2)" }));
  expect(viewOf("one").getState().focusedId).toBe(2);
});

test("the commands fill and empty the basket", async () => {
  show();
  const { basket: before } = viewOf("one").getState();
  expect(before.nodeIds.size).toBe(0);
  viewActions("one").mark([1, 2]);
  runCommand("basket-add");
  await waitFor(() => expect([...viewOf("one").getState().basket.nodeIds]).toStrictEqual([1, 2]));
  runCommand("basket-add-filtered");
  await waitFor(() => expect([...viewOf("one").getState().basket.nodeIds]).toStrictEqual([1, 2, 3]));
  runCommand("basket-add-all");
  expect(viewOf("one").getState().basket.all).toBe(true);
  runCommand("basket-clear");
  await waitFor(() => expect(viewOf("one").getState().basket.all).toBe(false));
  await basket().findByText(/^Empty\./);
});

test("the verdi command names groups and nodes by UUID", async () => {
  show();
  viewActions("one").addToBasket([3]);
  viewActions("one").addGroupToBasket(7);
  viewActions("one").setRule("return_backward", true);
  fireEvent.click(await basket().findByRole("button", { name: "Copy verdi command" }));
  await waitFor(() => expect(asked.map(([name]) => name)).toContain("clipboard.write"));
  expect(asked.find(([name]) => name === "clipboard.write")?.[1]).toStrictEqual({
    text: `verdi archive create --return-backward -G 70000000-8d0e-4c44-9d5c-2b6d0c1f7a11 -N ${row(3).uuid} -- si-selection.aiida`,
  });
});
