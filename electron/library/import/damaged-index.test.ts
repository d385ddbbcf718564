import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openForWriting } from "../../db/connect.ts";
import { withRowLostFrom } from "../../db/testing/damaged-index.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS } from "./import-run.ts";
import { importSource } from "./import-source.ts";

const temporary = temporaryFolder();

async function bringWithout(table: string, id: number) {
  writeArchive(temporary("archive.aiida"), {
    nodes: [{}, { type: "process.calculation.calcfunction.CalcFunctionNode." }, {}],
    links: [
      [1, 2, "input_calc", "x"],
      [2, 3, "create", "result"],
    ],
  });
  createStore(temporary("store"));
  const source = await openSource(temporary("archive.aiida"), quietJob());
  const db = withRowLostFrom(source.db, table, id, temporary("damaged.sqlite3"));
  try {
    return await importSource({ ...source, db }, temporary("store"), DEFAULT_OPTIONS, quietJob());
  } finally {
    db.close();
    source.close();
  }
}

test("links of which the table has not what its index names are told, and nothing comes", async () => {
  await expect(bringWithout("db_dblink", 1)).rejects.toMatchObject({
    code: "archive/corrupt",
    details: { check: "index", expected: 1, actual: 2 },
  });
});

test("a node that only indexes name does not come, nor a link to it", async () => {
  const { new: fresh } = await bringWithout("db_dbnode", 3);
  expect(fresh).toMatchObject({ nodes: 2, links: 1 });
  const store = openForWriting(temporary("store/database.sqlite"), 0);
  expect(store.prepare("SELECT count(*) FROM db_dbnode").pluck().get()).toBe(2);
  expect(store.prepare("SELECT * FROM pragma_foreign_key_check").all()).toEqual([]);
  store.close();
});
