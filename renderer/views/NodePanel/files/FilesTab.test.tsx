// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../../shared/ipc/errors.ts";
import { useNotices } from "../../../state/notices.ts";
import { forgetView } from "../../../state/source-view.ts";
import { removeTab } from "../../../state/sources.ts";
import {
  hostForTest,
  openSourceForTest,
  renderInSource,
  sizeForTest,
} from "../../../testing/window-for-test.tsx";
import { FilesTab } from "./FilesTab.tsx";

const CONTENTS: Record<string, Uint8Array> = {
  "aiida.in": new TextEncoder().encode("&CONTROL\n\u001b[31m calculation\u202e = 'scf'\n/\n"),
  "out/plot.svg": new TextEncoder().encode("<svg onload='boom()'></svg>"),
  "out/data.bin": Uint8Array.of(0, 1, 2, 255),
};

let asked: [string, unknown][];

beforeEach(() => {
  sizeForTest(320, 600);
  useNotices.setState({ notices: [] });
  asked = hostForTest({
    "targets.choose": () => ({
      token: "t1",
      name: "aiida.in",
      shownPath: "/home/ada/aiida.in",
      exists: false,
    }),
  });
  openSourceForTest("s", "s.aiida", {
    "node.get": ({ nodeId }) =>
      ({ row: { nodeId }, process: { retrievedId: 2 } }) as unknown as EngineOutput<"node.get">,
    "node.files": ({ nodeId }) => ({
      total: nodeId === 1 ? 4 : 20_000,
      files:
        nodeId === 1
          ? [...Object.entries(CONTENTS), ["long.log", new Uint8Array(1)] as const].map(([path, bytes]) => ({
              path,
              sizeBytes: bytes.length,
              sha256: "",
            }))
          : [{ path: "gone.txt", sizeBytes: null, sha256: "" }],
    }),
    "file.read": ({ path, offset = 0, length }) => {
      if (path === "long.log") {
        const text = offset % 20_000_000 === 0 ? `line at ${offset}\n` : ""; // nothing more in the rest of a part
        return { bytes: new TextEncoder().encode(text), totalBytes: 45_000_000 };
      }
      const bytes = CONTENTS[path];
      if (!bytes) throw new AppError("file/not-found", "No such file.", {});
      return { bytes: bytes.slice(offset, offset + length), totalBytes: bytes.length };
    },
    "file.save": () => ({ bytes: 42 }),
  });
  renderInSource("s", <FilesTab nodeId={1} />);
});
afterEach(() => {
  cleanup();
  removeTab("s");
  forgetView("s");
});

test("lists the files of the node and of its retrieved node, and says what is not listed", async () => {
  expect(await screen.findByText("Files of this node")).toBeTruthy();
  expect(screen.getByText("Retrieved files")).toBeTruthy();
  expect(screen.getByText("the first 1 of 20,000 files")).toBeTruthy();
  expect(screen.getByText("missing")).toBeTruthy();
  fireEvent.click(screen.getByText("out"));
  expect(screen.queryByText("plot.svg")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Show whole paths" }));
  expect(screen.getByText("out/plot.svg")).toBeTruthy();
});

test("shows a text with unsafe characters written out, and finds in it", async () => {
  fireEvent.click(await screen.findByText("aiida.in"));
  expect(await screen.findByText("\\x1b[31m calculation\\u202e = 'scf'")).toBeTruthy();
  const field = screen.getByRole("searchbox", { name: "Find in file" });
  fireEvent.change(field, { target: { value: "control" } });
  expect(await screen.findByText("1 of 1")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Back to the files" }));
  expect(screen.getByText("Files of this node")).toBeTruthy();
});

test("an SVG is text, and bytes that are no text are shown in hex", async () => {
  fireEvent.click(await screen.findByText("plot.svg"));
  expect(await screen.findByText("<svg onload='boom()'></svg>")).toBeTruthy();
  expect(document.querySelector("svg[onload], img")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Back to the files" }));
  fireEvent.click(await screen.findByText("data.bin"));
  expect(await screen.findByText(/^00 01 02 ff/)).toBeTruthy();
});

test("says that the content of a file is missing", async () => {
  fireEvent.click(await screen.findByText("gone.txt"));
  expect(await screen.findByText(/does not hold its content/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Save file…" }).hasAttribute("disabled")).toBe(true);
});

test("groups close and open as folders do", async () => {
  const tree = await screen.findByRole("tree", { name: "Files" });
  fireEvent.focus(tree);
  for (const key of ["ArrowUp", "ArrowLeft"]) fireEvent.keyDown(tree, { key });
  expect(screen.queryByText("aiida.in")).toBeNull();
  const group = screen.getByRole("treeitem", { name: /^Files of this node/ });
  expect(group.getAttribute("aria-expanded")).toBe("false");
  fireEvent.keyDown(tree, { key: "ArrowRight" });
  expect(screen.getByText("aiida.in")).toBeTruthy();
  fireEvent.keyDown(tree, { key: "End" });
  fireEvent.keyDown(tree, { key: "ArrowLeft" });
  expect(tree.querySelector("[aria-selected=true]")?.textContent).toMatch(/^Retrieved files/);
});

test("keys walk the list and Enter opens; saving asks where to and says so", async () => {
  await screen.findByText("aiida.in");
  const tree = screen.getByLabelText("Files");
  fireEvent.focus(tree);
  fireEvent.keyDown(tree, { key: "Enter" });
  fireEvent.click(await screen.findByText("Save file…"));
  await waitFor(() => expect(useNotices.getState().notices).toHaveLength(1));
  expect(useNotices.getState().notices[0]?.text).toBe("Saved aiida.in, 42 B.");
  expect(asked.find(([name]) => name === "targets.choose")?.[1]).toEqual({
    kind: "file",
    suggestedName: "aiida.in",
    sourceId: "s",
  });
});

test("a text too long to be held at once is read part by part", async () => {
  fireEvent.click(await screen.findByText("long.log"));
  expect(await screen.findByText("line at 0")).toBeTruthy();
  expect(screen.getByRole("status", { name: "Part of the file" }).textContent).toMatch(
    /^0 B to 20 MB of 45 MB/,
  );
  fireEvent.click(screen.getByRole("button", { name: "Last" }));
  expect(await screen.findByText("line at 40000000")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Previous part" }));
  expect(await screen.findByText("line at 20000000")).toBeTruthy();
});
