// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AppError } from "../../../shared/ipc/errors.ts";
import { useHelp } from "../../state/help.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
} from "../../testing/window-for-test.tsx";
import { NodePanel } from "./NodePanel.tsx";
import { dataNode, failedNode, linkPages, linkTo, uuidOf } from "./testing.ts";
import type { NodeDetails } from "./use-node.ts";

configure({ asyncUtilTimeout: 10_000 }); // a busy machine takes its time over hundreds of rows
let asked: [string, unknown][];
beforeEach(() => {
  asked = hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

/** The inspector with node 7 chosen. */
function show(node: NodeDetails | null, answers: EngineAnswers = {}) {
  openSourceForTest("one", "si.aiida", {
    "node.get": ({ nodeId }) => (nodeId === 7 && node ? node : dataNode(nodeId)),
    "node.links": () => ({ total: 0, links: [], nextAfter: null }),
    "node.log": () => ({ total: 0, entries: [] }),
    ...answers,
  });
  if (node) viewActions("one").choose(7);
  renderInSource("one", <NodePanel />);
}

const panel = () => within(screen.getByRole("region", { name: "Node" }));
const view = () => viewOf("one").getState();
const openTab = async (name: string) => fireEvent.click(await panel().findByRole("tab", { name }));

test("without a node it says how to choose one", () => {
  show(null);
  expect(panel().getByText("No node chosen")).toBeDefined();
});

test("each tab without content says what would be there", async () => {
  show(dataNode(7), {
    "node.json": () => ({ text: "{}", bytes: 2, tooLong: false }),
    "node.files": () => ({ files: [], total: 0 }),
    "node.comments": () => [],
  });
  for (const [tab, words] of [
    ["Attributes", /^No attributes\. What AiiDA keeps/],
    ["Extras", /^No extras\. Fields that people/],
    ["Files", /^No files\. Those that a node keeps/],
    ["Links", /^No links start here: nothing/],
    ["Links", /^No links end here: nothing/],
    ["Log", /^No log records\. Only processes/],
    ["Comments", /^No comments\. Those written/],
  ] as const) {
    await openTab(tab);
    expect(await panel().findByText(words)).toBeDefined();
  }
});

test("a level that no log record has leads back to all levels", async () => {
  const entry = {
    time: "2026-03-01 09:00:00.000000",
    level: "INFO",
    logger: "aiida",
    message: "went well",
    nodeId: 7,
    nodeTitle: "x",
  };
  show(failedNode(7), { "node.log": () => ({ total: 1, entries: [entry] }) });
  await openTab("Log");
  await panel().findByText("went well");
  fireEvent.keyDown(panel().getByRole("combobox", { name: "Least level" }), { key: "Enter" });
  fireEvent.keyDown(screen.getByRole("option", { name: "ERROR and above" }), { key: "Enter" });
  expect(await panel().findByText(/No record is of level ERROR or above/)).toBeDefined();
  fireEvent.click(panel().getByRole("button", { name: "Show all levels" }));
  expect(await panel().findByText("went well")).toBeDefined();
});

test("a word that a newcomer may not know leads to the glossary", async () => {
  show(dataNode(7));
  await openTab("Links");
  fireEvent.click(panel().getByRole("button", { name: "What is “incoming”?" }));
  expect(useHelp.getState().pages).toEqual([{ page: "glossary", at: "incoming" }]);
});

test("data: title, label, identity with copy buttons, eight tabs, no process state", async () => {
  show(dataNode(7, { row: { label: "Si diamond", description: "as relaxed" }, counts: { incoming: 1204 } }));
  expect((await panel().findByRole("heading", { level: 2 })).textContent).toBe("StructureData");
  expect(panel().getByText("Si diamond")).toBeDefined();
  expect(panel().queryByRole("status", { name: "Process state" })).toBeNull();
  fireEvent.click(panel().getByRole("button", { name: "Copy PK" }));
  fireEvent.click(panel().getByRole("button", { name: "Copy UUID" }));
  await waitFor(() =>
    expect(asked).toEqual([
      ["clipboard.write", { text: "7" }],
      ["clipboard.write", { text: uuidOf(7) }],
    ]),
  );
  for (const name of ["Overview", "Content", "Attributes", "Extras", "Files", "Links", "Log", "Comments"]) {
    expect(panel().getByRole("tab", { name })).toBeDefined();
  }
  expect(panel().getByText("1,204")).toBeDefined();
});

test("a process says how it ended, how long it ran and where", async () => {
  show(failedNode(7));
  const state = await panel().findByRole("status", { name: "Process state" });
  expect(state.textContent).toBe("Finished [410]");
  expect(panel().getByText("ran 8 s on workstation")).toBeDefined();
});

test("arrow keys walk the tabs; the tab stays as another node is chosen", async () => {
  show(dataNode(7), { "node.comments": () => [] });
  const overview = await panel().findByRole("tab", { name: "Overview" });
  fireEvent.keyDown(overview, { key: "ArrowLeft" });
  expect(view().tab).toBe("comments");
  expect(document.activeElement?.textContent).toBe("Comments");
  fireEvent.keyDown(document.activeElement!, { key: "End" });
  viewActions("one").choose(8);
  await waitFor(() => expect(panel().getByText("PK 8")).toBeDefined());
  expect(panel().getByRole("tab", { name: "Comments" }).getAttribute("aria-selected")).toBe("true");
});

test("the basket takes the node and gives it back; a group goes in whole", async () => {
  show(dataNode(7, { counts: { groups: 1 }, groups: [{ groupId: 3, uuid: uuidOf(3), label: "silicon" }] }));
  fireEvent.click(await panel().findByRole("button", { name: "Add to basket" }));
  expect([...view().basket.nodeIds]).toEqual([7]);
  fireEvent.click(panel().getByRole("button", { name: "Remove from basket" }));
  expect(view().basket.nodeIds.size).toBe(0);
  fireEvent.click(panel().getByRole("button", { name: "Add group silicon to basket" }));
  expect([...view().basket.groupIds]).toEqual([3]);
  viewActions("one").addAllToBasket();
  await waitFor(() =>
    expect(panel().getByRole("button", { name: "Add to basket" })).toHaveProperty("disabled", true),
  );
});

test("a failed process tells why, which of its calls failed, and leads there", async () => {
  const call = linkTo(12, {
    linkType: "call_calc",
    linkLabel: "iteration_01",
    nodeType: "process.calculation.calcjob.CalcJobNode.",
    processLabel: "PwCalculation",
    processState: "finished",
    exitStatus: 305,
  });
  const caller = {
    ...call,
    nodeId: 5,
    processLabel: "PwRelaxWorkChain",
    processState: "excepted",
    exitStatus: null,
  };
  show(failedNode(7, { failedCalls: [call], caller }));
  expect(await panel().findByText(/did not reach self-consistency/)).toBeDefined();
  expect(panel().getByText("Exit code 410")).toBeDefined();
  expect(panel().getByText("[305]")).toBeDefined();
  fireEvent.click(panel().getByRole("button", { name: "PwCalculation" }));
  expect(view().focusedId).toBe(12);
  expect(view().center?.nodeId).toBe(12);
});

test("an exception shows its last line, the whole traceback on demand", async () => {
  const exception = "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'enthalpy'\n";
  const node = failedNode(7, { exitMessage: null, exception });
  show({ ...node, row: { ...node.row, processState: "excepted", exitStatus: null } });
  expect(await panel().findByText("KeyError: 'enthalpy'")).toBeDefined();
  expect(panel().getByText("Whole traceback")).toBeDefined();
  expect(panel().getByRole("status", { name: "Process state" }).textContent).toBe("Excepted");
});

test("the telling line of the output is shown and its file opened", async () => {
  const files: Record<string, string> = { stderr: "\n", "aiida.out": "scf\n convergence NOT achieved\n" };
  show(failedNode(7, { retrievedId: 9, outputFiles: ["stderr", "aiida.out"] }), {
    "file.read": ({ path }) => {
      const bytes = new TextEncoder().encode(files[path]);
      return { bytes, totalBytes: bytes.length };
    },
  });
  expect((await panel().findByText(/convergence NOT achieved/)).className).toBe("is-telling");
  expect(panel().getByText(/aiida\.out · line 2/)).toBeDefined();
  fireEvent.click(panel().getByRole("button", { name: "open file" }));
  expect([view().focusedId, view().tab]).toEqual([7, "files"]);
  expect(view().openFile?.file).toEqual({ nodeId: 9, path: "aiida.out", readFrom: 2 });
});

test("a killed process says who stopped it, from its status", async () => {
  const node = failedNode(7, { exitMessage: null, processStatus: "killed by the user" });
  show({ ...node, row: { ...node.row, processState: "killed", exitStatus: null } });
  expect((await panel().findByText("killed by the user")).className).toContain("failure-reason");
  expect(panel().queryByText(/Exit code/)).toBeNull();
});

test("cached from a node that is not in the archive shows its UUID", async () => {
  show(dataNode(7, { cachedFrom: { uuid: uuidOf(99), nodeId: null } }));
  expect(await panel().findByText(uuidOf(99))).toBeDefined();
  expect(panel().getByText("not in this archive")).toBeDefined();
});

test("links are two lists whose rows are named in full, and none is dropped", async () => {
  const links = Array.from({ length: 250 }, (_, at) => linkTo(at + 100, { linkLabel: `x_${at}` }));
  show(dataNode(7, { counts: { incoming: 250 } }), { "node.links": linkPages("incoming", links) });
  await openTab("Links");
  const incoming = within(panel().getByRole("list", { name: "incoming links" }));
  expect(await incoming.findByRole("button", { name: "x_0 input_calc Dict 00000100" })).toBeDefined();
  expect(panel().getByRole("list", { name: "outgoing links" })).toBeDefined();
  expect(panel().getByText("100 of 250 shown")).toBeDefined();
  const more = () => panel().getByRole("button", { name: "Show more incoming links" });
  fireEvent.click(more());
  await panel().findByText("200 of 250 shown");
  fireEvent.click(more());
  await panel().findByText("250 of 250 shown");
  const rows = [...document.querySelectorAll("[aria-label='incoming links'] .link-row-label")];
  expect(rows.map((row) => row.textContent)).toEqual(links.map(({ linkLabel }) => linkLabel));
  fireEvent.click(incoming.getByLabelText("x_249 input_calc Dict 00000349"));
  expect(view().focusedId).toBe(349);
});

test("hostile names arrive as plain, escaped text", async () => {
  const label = "<img src=x onerror=alert(1)>\u202egnp.exe\u0000";
  show(
    dataNode(7, {
      row: { label, processLabel: null, nodeType: "data.\u001b[31mevil." },
      counts: { incoming: 1 },
    }),
    {
      "node.links": linkPages("incoming", [
        linkTo(8, { linkLabel: "a\nb", linkType: "strange\u202e", nodeLabel: label }),
      ]),
    },
  );
  expect((await panel().findByRole("heading", { level: 2 })).textContent).toBe("\\x1b[31mevil");
  expect(panel().getAllByText("<img src=x onerror=alert(1)>\\u202egnp.exe\\x00").length).toBeGreaterThan(0);
  expect(document.querySelector("img")).toBeNull();
  await openTab("Links");
  expect(await panel().findByRole("button", { name: "a\\nb strange\\u202e Dict 00000008" })).toBeDefined();
});

test("a node that cannot be read says so and offers another try", async () => {
  let isBroken = true;
  show(dataNode(7), {
    "node.get": () => {
      if (isBroken) throw new AppError("archive/corrupt", "The attributes of this node are damaged.");
      return dataNode(7);
    },
  });
  expect((await panel().findByRole("alert")).textContent).toContain("damaged");
  isBroken = false;
  fireEvent.click(panel().getByRole("button", { name: "Try again" }));
  expect(await panel().findByText("PK 7")).toBeDefined();
});

test("comments are plain text with who and when", async () => {
  show(dataNode(7, { counts: { comments: 1 } }), {
    "node.comments": () => [
      {
        uuid: uuidOf(1),
        ctime: "2026-11-22 00:53:04",
        mtime: "2026-11-22 00:53:04",
        user: "ada.marlow@example.org",
        content: "<b>good</b>\nsecond line",
      },
    ],
  });
  await openTab("Comments");
  expect((await panel().findByText(/<b>good<\/b>/)).textContent).toBe("<b>good</b>\nsecond line");
});
