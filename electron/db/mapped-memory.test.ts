import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { createDatabase, openReadOnly } from "./connect.ts";
import { dropMappedPages, readThrough, unmapped } from "./mapped-memory.ts";

const at = temporaryFolder();

test.each([
  { mapsMemory: true, how: unmapped },
  { mapsMemory: false, how: unmapped },
  { mapsMemory: true, how: readThrough },
])("a connection (mapped: $mapsMemory) reads on $how.name, and then as it did", ({ mapsMemory, how }) => {
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
  const cached = () => Number(db.pragma("cache_size", { simple: true }));
  const cachedBefore = cached();
  const mapAgain = how(db);
  expect([mapped(), count()]).toEqual([0, 2]);
  expect(cached() > cachedBefore).toBe(how === readThrough); // below zero, in KiB
  mapAgain();
  expect([mapped(), count(), cached()]).toEqual([before, 2, cachedBefore]);
  dropMappedPages(db);
  expect([mapped(), count()]).toEqual([before, 2]);
  db.close();
});
