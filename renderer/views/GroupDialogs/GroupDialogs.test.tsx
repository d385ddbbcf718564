// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineInput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { askGroup } from "../../state/group-request.ts";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { GroupDialogs } from "./GroupDialogs.tsx";

type Edits = EngineInput<"library.edit">["edits"];
let edits: Edits[] = [];

beforeEach(() => {
  edits = [];
  hostForTest();
  openSourceForTest("one", "Library", {
    "library.edit": ({ edits: asked }) => {
      const [first] = asked;
      if (first && "label" in first && first.label === "taken")
        throw new AppError("import/uniqueness", "There is a group “taken” already.");
      edits.push(asked);
      return { swaps: [{ table: "members", group: "g", change: "added", rows: [] }], group: "g", changed: 2 };
    },
    "library.groupsOf": () => [
      { uuid: "a", label: "first", typeString: "core", nodes: 2 },
      { uuid: "b", label: "second\u202e", typeString: "core.import", nodes: 1 },
    ],
    "source.about": () => ({
      metadataText: "{}",
      creationParameters: null,
      wholeProfile: true,
      startingSet: { nodeIds: [], missingNodes: 0, groups: [], computers: [], users: [] },
      conversionInfo: [],
      groups: [
        {
          groupId: 1,
          uuid: "b",
          label: "second\u202e",
          typeString: "core.import",
          description: "",
          nodes: 1,
        },
        { groupId: 2, uuid: "a", label: "first", typeString: "core", description: "", nodes: 9 },
      ],
      computers: [],
      users: [],
    }),
  });
  renderInSource("one", <GroupDialogs />);
});
afterEach(() => {
  act(() => askGroup(null));
  cleanup();
  removeTab("one");
  forgetView("one");
});

const undoLabels = () =>
  viewOf("one")
    .getState()
    .undo.map(({ label }) => label);
const submit = () => fireEvent.submit(screen.getByRole("dialog").querySelector("form")!);

test("a label that is taken is said at its field, and nothing is closed", async () => {
  act(() => askGroup({ dialog: "new", sourceId: "one", nodeIds: [3, 4], takesNodes: true }));
  const dialog = within(screen.getByRole("dialog", { name: "New group" }));
  const label = dialog.getByRole<HTMLInputElement>("textbox", { name: "Label" });
  fireEvent.change(label, { target: { value: "taken" } });
  submit();
  expect((await dialog.findByRole("alert")).textContent).toBe("There is a group “taken” already.");
  expect(label.getAttribute("aria-describedby")).toBe(dialog.getByRole("alert").id);
  fireEvent.change(label, { target: { value: "free" } });
  submit();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(edits).toEqual([
    [{ kind: "group-create", label: "free", description: "", nodeIds: Int32Array.of(3, 4) }],
  ]);
  expect(undoLabels()).toEqual(["new group"]);
});

test("only what was changed of a group is written, as one step", async () => {
  const group = { uuid: "g", label: "one", description: "two" };
  act(() => askGroup({ dialog: "change", sourceId: "one", group, field: "description" }));
  const field = screen.getByRole("textbox", { name: "Description" });
  expect(document.activeElement).toBe(field);
  submit();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(edits).toEqual([]);
  act(() => askGroup({ dialog: "change", sourceId: "one", group, field: "label" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Label" }), { target: { value: "three" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Description" }), { target: { value: "" } });
  submit();
  await waitFor(() => expect(undoLabels()).toEqual(["rename group"]));
  expect(edits[0]?.map(({ kind }) => kind)).toEqual(["group-rename", "group-describe"]);
});

test("nodes go into a group that is there", async () => {
  act(() => askGroup({ dialog: "add", sourceId: "one", nodeIds: [3, 4] }));
  await screen.findByRole("radio", { name: "first" });
  const radios = screen.getAllByRole<HTMLInputElement>("radio");
  expect(radios.map((radio) => radio.labels?.[0]?.textContent)).toEqual([
    "New group",
    "first",
    "second\\u202e",
  ]);
  fireEvent.click(radios[1]!);
  submit();
  await waitFor(() => expect(undoLabels()).toEqual(["add 2 nodes to group"]));
  expect(edits).toEqual([[{ kind: "group-add", group: "a", nodeIds: Int32Array.of(3, 4) }]]);
});

test("nodes leave the groups that were ticked", async () => {
  act(() => askGroup({ dialog: "remove", sourceId: "one", nodeIds: [3, 4] }));
  const second = await screen.findByRole("checkbox", { name: "second\\u202e" });
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Remove" }).disabled).toBe(true);
  fireEvent.click(second);
  submit();
  await waitFor(() => expect(undoLabels()).toEqual(["remove 2 nodes from group"]));
  expect(edits).toEqual([[{ kind: "group-remove", group: "b", nodeIds: Int32Array.of(3, 4) }]]);
});
