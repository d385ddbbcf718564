import { afterEach, describe, expect, test, vi } from "vitest";
import { makeArchive } from "./testing/make-archive.ts";
import { bounded, requireBounded } from "./bounded-text.ts";
import { withBoundedRows } from "./bounded-rows.ts";
import { readNodeIds } from "./column-reading.ts";
import { createMemoryDatabase } from "./connect.ts";
import { nodeTable } from "./node-table.ts";
import { preparedOnce } from "./prepared.ts";
import { quietJob } from "../archive/testing/temporary-folder.ts";

afterEach(() => vi.unstubAllEnvs());

const refusal = (limit: string) =>
  expect.objectContaining({ code: "archive/limit", details: expect.objectContaining({ limit }) });

describe("a text that is longer than is read", () => {
  test("is left where it is, and named with its length", () => {
    vi.stubEnv("STEMMA_MAX_JSON_BYTES", "10");
    const db = createMemoryDatabase();
    const read = (value: unknown) =>
      db
        .prepare(`SELECT ${bounded("value")} FROM (SELECT ? AS value)`)
        .pluck()
        .get(value);
    expect(read("0123456789")).toBe("0123456789");
    expect(read(null)).toBeNull();
    expect(read(7)).toBe(7);
    const long = read("0123456789é") as Buffer;
    expect(() => requireBounded(long)).toThrow(refusal("STEMMA_MAX_JSON_BYTES"));
    expect(() => requireBounded(long)).toThrow("has 12 bytes,");
    expect(() => requireBounded(Buffer.from("\u0001a text"))).not.toThrow();
    db.close();
  });
});

describe("a list of rows", () => {
  const queries = preparedOnce((db) => {
    const texts = db.prepare<[number], string>("SELECT label FROM db_dbnode LIMIT ?").pluck();
    const rows = db.prepare<[], unknown[]>("SELECT id, label FROM db_dbnode").raw();
    return { texts: (limit: number) => texts.all(limit), rows: () => rows.all() };
  });
  const archive = () =>
    makeArchive({ nodes: [{ label: "a".repeat(100) }, { label: "b".repeat(100) }, { label: "c" }] });

  test("comes as ever while it is short enough", () => {
    const source = archive();
    expect(queries(source.db).texts(10)).toHaveLength(3);
    expect(queries(source.db).rows()[2]).toEqual([3, "c"]);
    source.close();
  });

  test("ends at the limit of rows and at that of text", () => {
    const source = archive();
    vi.stubEnv("STEMMA_MAX_ROWS", "2");
    expect(queries(source.db).texts(2)).toHaveLength(2);
    expect(() => queries(source.db).rows()).toThrow(refusal("STEMMA_MAX_ROWS"));
    vi.stubEnv("STEMMA_MAX_ROWS", "5");
    vi.stubEnv("STEMMA_MAX_TEXT_BYTES", "150");
    expect(() => queries(source.db).texts(3)).toThrow(refusal("STEMMA_MAX_TEXT_BYTES"));
    source.close();
  });

  test("leaves the connection free after it ended", () => {
    const source = archive();
    vi.stubEnv("STEMMA_MAX_ROWS", "1");
    expect(() => queries(source.db).rows()).toThrow(refusal("STEMMA_MAX_ROWS"));
    expect(queries(source.db).texts(1)).toHaveLength(1);
    source.close();
  });

  test("of a statement that reads nothing is none of its business", () => {
    const db = createMemoryDatabase();
    expect(withBoundedRows(db).prepare("CREATE TABLE t (a)").run().changes).toBe(0);
    db.close();
  });
});

test("more nodes than are read, and different labels longer than are read, are named", async () => {
  const source = makeArchive({ nodes: [{ label: "x".repeat(60) }, { label: "y".repeat(60) }] });
  vi.stubEnv("STEMMA_MAX_ROWS", "1");
  expect(() => readNodeIds(source.db)).toThrow(refusal("STEMMA_MAX_ROWS"));
  vi.stubEnv("STEMMA_MAX_ROWS", "2");
  vi.stubEnv("STEMMA_MAX_TEXT_BYTES", "100");
  await expect(nodeTable(source.db).column("labels", quietJob())).rejects.toThrow(
    refusal("STEMMA_MAX_TEXT_BYTES"),
  );
  source.close();
});

test("a process whose attributes are longer than is read is refused, and no other node", async () => {
  vi.stubEnv("STEMMA_MAX_JSON_BYTES", "1000");
  vi.resetModules(); // the limit stands in the SQL, from when the program starts
  const { prepareNodeQueries } = await import("./queries/nodes.ts");
  const attributes = { process_state: "finished", padding: "p".repeat(2_000) };
  const source = makeArchive({
    nodes: [{ type: "process.workflow.WorkflowNode.", attributes }, { attributes }],
  });
  const nodes = prepareNodeQueries(source.db);
  expect(() => nodes.row(1)).toThrow(refusal("STEMMA_MAX_JSON_BYTES"));
  expect(nodes.row(2)?.nodeId).toBe(2);
  source.close();
});
