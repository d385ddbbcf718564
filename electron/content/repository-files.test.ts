import { describe, expect, test } from "vitest";
import { makeArchive } from "../db/testing/make-archive.ts";
import { fileOfNode, repositoryFiles, sizeOfFile } from "./repository-files.ts";

describe("repositoryFiles", () => {
  test("flattens directories and sorts by path", () => {
    const metadata =
      '{"o": {"b.txt": {"k": "1"}, "a": {"o": {"z": {"k": "2"}, "empty": {}}}, "none": {"o": {}}}}';
    expect(repositoryFiles(metadata)).toEqual([
      { path: "a/z", key: "2" },
      { path: "b.txt", key: "1" },
    ]);
  });

  test("an object with k is a file whatever else it has; the root is a directory", () => {
    expect(repositoryFiles('{"k": "0", "o": {"f": {"k": "1", "o": {"g": {"k": "2"}}}}}')).toEqual([
      { path: "f", key: "1" },
    ]);
  });

  test("takes trees 5,000 levels deep", () => {
    const deep = `${'{"o": {"d": '.repeat(5000)}{"k": "1"}${"}}".repeat(5000)}`;
    const files = repositoryFiles(deep);
    expect(files).toHaveLength(1);
    expect(files[0]!.path).toBe(Array.from({ length: 5000 }, () => "d").join("/"));
  });

  test("keeps hostile names as they are", () => {
    const names = ["../../etc/passwd", "__proto__", "", "a\u0000b", "C:\\x"];
    const metadata = `{"o": {${names.map((name) => `${JSON.stringify(name)}: {"k": "1"}`).join(", ")}}}`;
    expect(repositoryFiles(metadata).map(({ path }) => path)).toEqual(names.toSorted());
  });

  test.each(["", "null", "[]", "nonsense", '{"o": 5}', '{"o": {"a": null, "b": 7, "c": "x"}}'])(
    "%s holds no files",
    (text) => {
      expect(repositoryFiles(text)).toEqual([]);
    },
  );
});

test("a file that the node lacks and one whose object is missing have different names", () => {
  const source = makeArchive({
    nodes: [{ repositoryMetadata: `{"o": {"gone.txt": {"k": "${"ab".repeat(32)}"}}}` }],
  });
  expect(() => fileOfNode(source, 1, "nope")).toThrow(expect.objectContaining({ code: "file/not-found" }));
  const file = fileOfNode(source, 1, "gone.txt");
  expect(() => sizeOfFile(source.objects, file)).toThrow(
    expect.objectContaining({ code: "archive/corrupt" }),
  );
});
