// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { runCommand } from "../../commands/commands.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { removeTab, updateTab } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { AboutArchive } from "./AboutArchive.tsx";

type About = EngineOutput<"source.about">;

const ABOUT: About = {
  metadataText: '{\n  "export_version": "main_0001"\u202e\n}',
  creationParameters: {
    rules: { input_calc_forward: false, create_backward: true },
    includeComments: true,
    includeLogs: false,
    includeAuthinfos: null,
  },
  wholeProfile: false,
  startingSet: {
    nodeIds: [4],
    missingNodes: 1,
    groups: [{ groupId: 7, uuid: "u7", label: "silicon/bands" }],
    computers: [],
    users: [],
  },
  conversionInfo: ["migrated from 0.9"],
  groups: [{ groupId: 7, uuid: "u7", label: "silicon/bands", typeString: "core", description: "", nodes: 2 }],
  computers: [{ uuid: "c", label: "workstation", hostname: "localhost" }],
  users: ["ada.marlow@example.org"],
};

beforeEach(() => hostForTest());
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

async function open(change: Partial<About> = {}) {
  openSourceForTest("one", "si.aiida", {
    "source.about": () => ({ ...ABOUT, ...change }),
    "group.nodes": () => ({ nodeIds: Int32Array.of(5, 6) }),
  });
  updateTab("one", {
    status: "open",
    summary: {
      kind: "archive",
      container: "zip",
      version: "main_0001",
      readAs: "main_0001",
      sizeBytes: 227_000,
      aiidaVersion: "2.9.4",
      writtenBy: "AiiDA 2.9.4",
      createdAt: "2026-11-22T01:08:52",
      counts: {
        nodes: 69,
        links: 139,
        groups: 2,
        computers: 1,
        users: 1,
        comments: 4,
        logs: 16,
        authinfos: 0,
        files: 68,
      },
      processes: 13,
      failed: 0,
      excepted: 0,
      killed: 0,
      firstNodeAt: "2026-11-22 01:00:39.221282",
      lastNodeAt: "2026-11-22 01:01:47.571441",
      losses: null,
      isEditable: false,
      state: 0,
      warnings: ["2 members have the name repo/aa"],
    },
  });
  viewActions("one").setShown([1]);
  renderInSource("one", <AboutArchive />);
  act(() => runCommand("about-archive"));
  await screen.findByText("Traversal rules");
  return screen.getByRole("dialog", { name: "About this archive" });
}

test("says how the archive was made, and shows its metadata as plain text", async () => {
  const text = (await open()).textContent ?? "";
  for (const part of [
    "ZIP file, version main_0001",
    "AiiDA 2.9.4",
    "2026-11-22 01:08:52, by the sender's clock",
    "69 nodes, 139 links, 68 files",
    "2 members have the name repo/aa",
    "1 group (silicon/bands), 2 nodes.",
    "1 of them is not in this archive.",
    "Commentsincluded",
    "Logsleft out",
    "input_calc_forwardoff",
    "create_backward✓ on",
    "migrated from 0.9",
    "workstation (localhost)",
    '"export_version": "main_0001"\\u202e',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain("Authinfos"); // the archive does not say
});

test("the sender's own nodes and the members of the groups chosen are marked in graph and table", async () => {
  await open();
  fireEvent.click(await screen.findByRole("button", { name: "Mark these 3 nodes in graph and table" }));
  expect([...viewOf("one").getState().markedIds]).toEqual([4, 5, 6]);
  expect([...(viewOf("one").getState().shown ?? [])]).toEqual([1, 4, 5, 6]);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a starting set too large for a picture is marked in the table only", async () => {
  const nodeIds = Array.from({ length: 501 }, (_, i) => i);
  await open({ startingSet: { ...ABOUT.startingSet, nodeIds, groups: [] } });
  fireEvent.click(await screen.findByRole("button", { name: "Mark these 501 nodes in the table" }));
  expect(viewOf("one").getState().markedIds.size).toBe(501);
  expect(viewOf("one").getState().shown?.size).toBe(1);
});

test("of a whole profile nothing is marked", async () => {
  await open({ wholeProfile: true, startingSet: { ...ABOUT.startingSet, missingNodes: 0 } });
  expect(screen.getByText("The whole profile.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Mark/ })).toBeNull();
});
