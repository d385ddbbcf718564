// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { KEPT_IMPORTS } from "../../../shared/model/kept-imports.ts";
import { HistoryList, type ImportEntry } from "./HistoryList.tsx";

afterEach(cleanup);

const NONE = {
  nodes: 0,
  links: 0,
  groups: 0,
  users: 0,
  computers: 0,
  authinfos: 0,
  comments: 0,
  logs: 0,
  files: 0,
};

function imports(count: number): ImportEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    importId: count - index,
    at: "2026-11-22T10:00:00.000Z",
    undoneAt: null,
    file: {
      name: `run-${count - index}.aiida`,
      path: `/data/run-${count - index}.aiida`,
      container: "zip",
      version: "main_0001",
      sizeBytes: 1000,
      changedAt: null,
      sha256: null,
    },
    options: {
      existingExtras: "kcl",
      keepsNewExtras: true,
      comments: "leave",
      includeAuthinfos: false,
      group: "none",
    },
    isPart: false,
    new: NONE,
    existing: NONE,
    changed: { extras: 0, comments: 0 },
    relabelled: 0,
    importGroup: null,
    nodesLeft: 0,
  }));
}

test("a long history is listed to its end, and says where memory ends", () => {
  render(<HistoryList entries={imports(KEPT_IMPORTS)} />);
  expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(100);
  fireEvent.click(screen.getByRole("button", { name: "900 more" }));
  expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(KEPT_IMPORTS);
  expect(screen.getByText(/The newest 1,000 imports are remembered/)).toBeTruthy();
});

test("a history that is remembered as a whole does not speak of that", () => {
  render(<HistoryList entries={imports(3)} />);
  expect(screen.getAllByRole("heading", { level: 3 })).toHaveLength(3);
  expect(screen.queryByText(/are remembered/)).toBe(null);
});
