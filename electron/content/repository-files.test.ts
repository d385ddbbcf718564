import { afterEach, describe, expect, test, vi } from "vitest";
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

describe("a list that comes to more than is read", () => {
  afterEach(() => vi.unstubAllEnvs());
  const atEachLevel = (levels: number) =>
    `${'{"o":{"f":{"k":"1"},"d":'.repeat(levels)}{}${"}}".repeat(levels)}`;

  test.each([
    ["STEMMA_MAX_NODE_FILES", "3", atEachLevel(3), atEachLevel(4)],
    ["STEMMA_MAX_PATH_DEPTH", "4", atEachLevel(4), atEachLevel(5)],
    ["STEMMA_MAX_PATH_BYTES", "9", atEachLevel(3), atEachLevel(4)],
  ])("past %s it is refused by that name", (name, value, most, more) => {
    vi.stubEnv(name, value);
    expect(repositoryFiles(most).length).toBeGreaterThan(2);
    expect(() => repositoryFiles(more)).toThrow(
      expect.objectContaining({ code: "archive/limit", details: expect.objectContaining({ limit: name }) }),
    );
  });

  test("its values are counted before they are made", () => {
    vi.stubEnv("STEMMA_MAX_JSON_VALUES", "1000");
    const many = `{"o":{${Array.from({ length: 2_000 }, (_, i) => `"file-${i}":{}`).join(",")}}}`;
    expect(() => repositoryFiles(many)).toThrow(expect.objectContaining({ code: "archive/limit" }));
  });
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
