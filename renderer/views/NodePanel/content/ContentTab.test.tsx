// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EngineOutput } from "../../../../shared/ipc/engine-contract.ts";
import { forgetView, viewOf } from "../../../state/source-view.ts";
import { removeTab } from "../../../state/sources.ts";
import {
  type EngineAnswers,
  hostForTest,
  openSourceForTest,
  renderInSource,
  sizeForTest,
} from "../../../testing/window-for-test.tsx";
import { ContentTab } from "./ContentTab.tsx";

beforeEach(() => {
  sizeForTest(320, 600);
  hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("s");
  forgetView("s");
});

function show(nodeType: string, attributes: string, more: EngineAnswers = {}) {
  openSourceForTest("s", "s.aiida", {
    "node.get": ({ nodeId }) =>
      ({
        row: { nodeId, nodeType },
        counts: { files: 0 },
        computer: { label: "hpc", hostname: "hpc.example.org" },
        process: null,
      }) as unknown as EngineOutput<"node.get">,
    "node.json": () => ({ text: attributes, bytes: attributes.length, tooLong: false }),
    ...more,
  });
  renderInSource("s", <ContentTab nodeId={1} />);
}

test("a value is shown as stored, whatever a floating-point number would make of it", async () => {
  show("data.core.int.Int.", '{"value": 1152921504606846976}');
  expect(await screen.findByText("1152921504606846976")).toBeTruthy();
});

test("a value that is not there falls back to the attributes", async () => {
  show("data.core.int.Int.", '{"other": 1}');
  expect(await screen.findByText("other")).toBeTruthy();
});

test("a mesh of k-points in words", async () => {
  show("data.core.array.kpoints.KpointsData.", '{"mesh": [6, 6, 4], "offset": [0.0, 0.0, 0.5]}');
  expect(await screen.findByText("6 × 6 × 4")).toBeTruthy();
  expect(screen.getByText("0.0, 0.0, 0.5")).toBeTruthy();
  expect(screen.getByText("144 without symmetry")).toBeTruthy();
});

test("a mesh that is none does not break the view", async () => {
  show("data.core.array.kpoints.KpointsData.", '{"mesh": ["x", null]}', { "node.arrays": () => [] });
  expect(await screen.findByText(/^No arrays\./)).toBeTruthy();
});

test("a structure in numbers", async () => {
  show("data.core.structure.StructureData.", "{}", {
    "node.structure": () => ({
      formula: "Si2O4",
      cell: [
        [4, 0, 0],
        [0, 4, 0],
        [0, 0, 5],
      ],
      pbc: [true, true, false],
      lengths: [4, 4, 5],
      angles: [90, 90, 90],
      volume: 80,
      density: null,
      siteCount: 6000,
      sites: [{ kind: "Si1", symbols: "Si", position: [0.5, -0, 1.25] }],
    }),
  });
  expect(await screen.findByText("a = b")).toBeTruthy();
  expect(screen.getByText("4.0000 Å")).toBeTruthy();
  expect(screen.getByText("a, b")).toBeTruthy();
  expect(screen.getByText(/6,000 sites, positions in Å, the first 1 listed/)).toBeTruthy();
  const sites = within(screen.getByRole("table", { name: "Sites" }));
  expect(sites.getAllByRole("cell").map((cell) => cell.textContent)).toEqual([
    "Si1",
    "Si",
    "0.50000",
    "0.00000",
    "1.25000",
  ]);
});

test("arrays are read by pages, leading axes by field", async () => {
  const windows: unknown[] = [];
  show("data.core.array.ArrayData.", "{}", {
    "node.arrays": () => [
      { name: "odd", path: "odd.npy", shape: [1], dtype: "|O", sizeBytes: 9, problem: "It holds objects." },
      { name: "steps", path: "steps.npy", shape: [3, 2, 2], dtype: "<i8", sizeBytes: 96, problem: null },
    ],
    "node.array": ({ slice, row }) => {
      windows.push([slice, row]);
      return {
        totalRows: 2,
        totalColumns: 2,
        cells: [
          [`${slice?.[0]}`, "9007199254740993"],
          ["3", "4"],
        ],
      };
    },
  });
  expect(await screen.findByText("9007199254740993")).toBeTruthy();
  expect(screen.getByText("3 × 2 × 2")).toBeTruthy();
  expect(screen.getByText("int64")).toBeTruthy();
  fireEvent.change(screen.getByRole("spinbutton"), { target: { value: "7" } });
  await waitFor(() => expect(windows.at(-1)).toEqual([[2], 0]));
  fireEvent.click(screen.getByRole("button", { name: /odd/ }));
  expect(screen.getByText("It holds objects.")).toBeTruthy();
});

test("a code says where it is and how it is run", async () => {
  show(
    "data.core.code.installed.InstalledCode.",
    '{"filepath_executable": "/usr/bin/pw.x", "input_plugin": "quantumespresso.pw", "prepend_text": "module load qe", "append_text": ""}',
  );
  expect(await screen.findByText("/usr/bin/pw.x")).toBeTruthy();
  expect(screen.getByText("quantumespresso.pw")).toBeTruthy();
  expect(screen.getByText("module load qe")).toBeTruthy();
  expect(screen.getByText("hpc.example.org")).toBeTruthy();
  expect(screen.queryByText("After the run")).toBeNull();
});

test("a process lists inputs and outputs by label, and goes there", async () => {
  const link = (linkId: number, linkType: string, linkLabel: string) => ({
    linkId,
    linkType,
    linkLabel,
    nodeId: 10 + linkId,
    uuid: "u",
    nodeType: "data.core.dict.Dict.",
    nodeLabel: "",
    processLabel: null,
    processState: null,
    exitStatus: null,
  });
  show("process.calculation.calcjob.CalcJobNode.", "{}", {
    "node.links": ({ direction }) => ({
      total: 2,
      nextAfter: null,
      links:
        direction === "incoming"
          ? [link(1, "input_calc", "parameters"), link(2, "call_calc", "CALL")]
          : [link(3, "create", "z"), link(4, "create", "a")],
    }),
  });
  await screen.findByText("parameters");
  const inputs = within(screen.getByRole("list", { name: "Inputs" }));
  expect(inputs.queryByText("CALL")).toBeNull();
  const outputs = within(screen.getByRole("list", { name: "Outputs" }));
  await outputs.findByText("z");
  expect(outputs.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["aDict", "zDict"]);
  fireEvent.click(inputs.getByRole("button"));
  expect(viewOf("s").getState().focusedId).toBe(11);
});
