import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase, openReadOnly } from "./connect.ts";
import { unmapped } from "./mapped-memory.ts";

const at = temporaryFolder();

test.each([true, false])("a connection (mapped: %s) reads on unmapped, and then as it did", (mapsMemory) => {
  const file = path.resolve(at("some.sqlite3"));
  const written = createDatabase(file);
  written.exec("CREATE TABLE some (id INTEGER PRIMARY KEY); INSERT INTO some VALUES (1), (2)");
  written.close();
  const db = openReadOnly(file, { mapsMemory });
  const mapped = () => db.pragma("mmap_size", { simple: true });
  const count = () => db.prepare("SELECT count(*) FROM some").pluck().get();
  const before = mapped();
  expect(Number(before) > 0).toBe(mapsMemory);
  expect(count()).toBe(2);
  const mapAgain = unmapped(db);
  expect([mapped(), count()]).toEqual([0, 2]);
  mapAgain();
  expect([mapped(), count()]).toEqual([before, 2]);
  db.close();
});
