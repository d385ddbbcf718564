import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { openForWriting } from "../db/connect.ts";
import { lookAtStore } from "./open-store.ts";
import { writeStore } from "./testing/make-store.ts";

const temporary = temporaryFolder();
const LARGE_BYTES = 34 * 1024 * 1024; // more than is copied into memory

/** A store whose database is read where it lies, settled. */
function largeStore(): string {
  const folder = writeStore(temporary("profile"), { nodes: [{ id: 7, label: "first" }] }, {});
  change(folder, `UPDATE db_dbnode SET description = '${"x".repeat(LARGE_BYTES)}'`);
  const hourAgo = new Date(Date.now() - 3_600_000);
  fs.utimesSync(databaseOf(folder), hourAgo, hourAgo);
  return folder;
}

const databaseOf = (folder: string) => path.join(folder, "database.sqlite");

function change(folder: string, sql: string): void {
  const db = openForWriting(databaseOf(folder), 0);
  db.exec(sql);
  db.close();
}

const labels = (store: Source) => store.db.prepare("SELECT label FROM db_dbnode ORDER BY id").pluck().all();
const isWhereItLies = (store: Source, folder: string) => store.db.name === databaseOf(folder);

test("a large database is looked at where it lies, and whoever writes to it waits for nothing", async () => {
  const folder = largeStore();
  const found = await lookAtStore(folder, quietJob(), async (store) => {
    expect(isWhereItLies(store, folder)).toBe(true);
    return labels(store);
  });
  expect(found).toEqual(["first"]);
  expect(fs.readdirSync(folder).sort()).toEqual(["container", "database.sqlite"]);
});

test("what was seen while somebody wrote does not count: it is looked at once more, in a copy", async () => {
  const folder = largeStore();
  const seen: unknown[] = [];
  const found = await lookAtStore(folder, quietJob(), async (store) => {
    const before = labels(store);
    if (isWhereItLies(store, folder)) change(folder, "UPDATE db_dbnode SET label = 'second'");
    seen.push([before, labels(store), isWhereItLies(store, folder)]);
    return before;
  });
  expect(seen).toEqual([
    [["first"], ["second"], true],
    [["second"], ["second"], false],
  ]);
  expect(found).toEqual(["second"]);
});

test("an error counts only when nobody wrote", async () => {
  const folder = largeStore();
  const said = new AppError("import/validation", "It does not fit. Look again.");
  let looks = 0;
  const looking = lookAtStore(folder, quietJob(), async () => {
    looks++;
    throw said;
  });
  await expect(looking).rejects.toBe(said);
  expect(looks).toBe(1);
  const found = await lookAtStore(folder, quietJob(), async (store) => {
    if (!isWhereItLies(store, folder)) return labels(store);
    change(folder, "DELETE FROM db_dbnode");
    throw said;
  });
  expect(found).toEqual([]);
});

test.each([
  ["with a write-ahead log", "journal_mode = WAL"],
  ["that somebody has locked", "locking_mode = EXCLUSIVE"],
])("a database %s is looked at in a copy", async (_, pragma) => {
  const folder = largeStore();
  const other = openForWriting(databaseOf(folder), 0);
  other.pragma(pragma);
  other.exec("BEGIN IMMEDIATE; UPDATE db_dbnode SET label = 'other'; COMMIT");
  const hourAgo = new Date(Date.now() - 3_600_000);
  fs.utimesSync(databaseOf(folder), hourAgo, hourAgo);
  const found = await lookAtStore(folder, quietJob(), async (store) => {
    expect(isWhereItLies(store, folder)).toBe(false);
    return labels(store);
  });
  other.close();
  expect(found).toEqual(["other"]);
});
