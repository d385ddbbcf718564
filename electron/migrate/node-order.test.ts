import { expect, test } from "vitest";
import { nodesInOrder } from "./node-order.ts";

const ONE = "nodes/01/23/4567-89ab-cdef-0123-456789abcdef";
const OTHER = "nodes/fe/dc/ba98-7654-3210-fedc-ba9876543210";
const UUID = "01234567-89ab-cdef-0123-456789abcdef";
const OTHER_UUID = "fedcba98-7654-3210-fedc-ba9876543210";

function found(...names: string[]): string[] | null {
  return nodesInOrder(names);
}

test("nodes are told whose files lie together, whatever lies between them", () => {
  expect(
    found(
      "metadata.json",
      "nodes/",
      "nodes/01/",
      `${ONE}/path/a.txt`,
      "nodes/01/23/",
      `${ONE}/path/folder/`,
      `${ONE}/raw_input/b`,
      "data.json",
      `${OTHER}/path/a.txt`,
    ),
  ).toEqual([UUID, OTHER_UUID]);
  expect(found("metadata.json", "data.json")).toEqual([]);
});

test("a node without a file or folder of its own is not told", () => {
  expect(found(`${ONE}/`, `${ONE}/path/`, `${OTHER}/`, `${OTHER}/path/`, `${OTHER}/path/a`)).toEqual([
    OTHER_UUID,
  ]);
});

test("files of one node at two places are no order", () => {
  expect(found(`${ONE}/path/a`, `${OTHER}/path/a`, `${ONE}/path/b`)).toBeNull();
});

test.each([
  `./${ONE}/path/a`,
  `nodes//01/23/${ONE.slice(12)}/path/a`,
  "nodes/0123/4567/89ab/path/a",
  "nodes/a/b/c/path/d",
])("what is named otherwise than AiiDA does is no order: %s", (name) => {
  expect(found(name)).toBeNull();
  expect(found(`${OTHER}/path/a`, name)).toBeNull();
});
