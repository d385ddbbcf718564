import { expect, test } from "vitest";
import { openReadOnly } from "./connect.ts";
import { makeArchive } from "./testing/make-archive.ts";
import { isUnsealedProcess } from "./process-facts.ts";
import { readingArchive } from "./to-archive-error.ts";

/** An archive whose nodes' index on the time has a cell that points nowhere. */
function withBadIndexPage() {
  const { db } = makeArchive({ nodes: [{}, {}, {}] });
  const root = db
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name LIKE '%node_ctime'")
    .pluck()
    .get();
  const bytes = db.serialize();
  const page = bytes.subarray((root! - 1) * bytes.readUInt16BE(16));
  page.fill(0xff, page.readUInt16BE(8), page.readUInt16BE(8) + 9); // the payload of the first cell is without end
  return openReadOnly(bytes);
}

test.each([
  "SELECT group_concat(id ORDER BY ctime) FROM db_dbnode",
  "SELECT group_concat(ctime) FROM db_dbnode",
])("damage that SQLite meets inside an aggregate is damage: %s", (sql) => {
  const db = withBadIndexPage();
  expect(() => readingArchive(() => db.prepare(sql).all())).toThrow(
    expect.objectContaining({ code: "archive/corrupt" }),
  );
});

test("a process that its id does not lead to is damage", () => {
  const { db } = makeArchive({ nodes: [{}] });
  expect(() => isUnsealedProcess(db, 2)).toThrow(expect.objectContaining({ code: "archive/corrupt" }));
});
