import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { describe, expect, test } from "vitest";
import type { Source } from "../archive/source.ts";
import { cancelledAt, quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { openForWriting, openReadOnly } from "../db/connect.ts";
import { hasLog, switchToLog } from "../db/journal-mode.ts";
import { storeIdentity } from "../db/queries/store-identity.ts";
import { lookAtStore, openStore } from "../store/open-store.ts";
import { createStore } from "./create-store.ts";
import { lockHolders } from "./lock-holders.ts";
import { openLibrary } from "./open-library.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const database = () => temporary("store/database.sqlite");
const sandbox = () => fs.readdirSync(temporary("store/container/sandbox"));
const incomingBytes = 1024 ** 3;
const ROWS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)";
/** Some 8 MB in rows and an index. */
const FILL = `CREATE TABLE filler (name, data);
  INSERT INTO filler ${ROWS} SELECT 'name ' || i, zeroblob(350) FROM n;
  CREATE INDEX by_name ON filler (name)`;

function readAs(): { rows: number; sound: unknown } {
  const db = openReadOnly(database(), { timeoutMs: 0 });
  try {
    const isFilled =
      db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'filler'").pluck().get() === 1;
    const rows = isFilled ? Number(db.prepare("SELECT count(*) FROM filler").pluck().get()) : 0;
    return { rows, sound: db.pragma("integrity_check", { simple: true }) };
  } finally {
    db.close();
  }
}

describe("many rows that come to a store with next to none", () => {
  test("are there at the end, and until then whoever reads sees the store as it was", async () => {
    createStore(store());
    const before = fs.readFileSync(database());
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    library.db.exec(FILL);
    expect(readAs()).toEqual({ rows: 0, sound: "ok" });
    library.close();
    expect(fs.readFileSync(database()).equals(before)).toBe(true);
    expect(sandbox()).toEqual([]);

    const seen: unknown[] = [];
    const again = await openLibrary(
      store(),
      { signal: quietJob().signal, progress: ({ phase }) => void seen.push([phase, readAs()]) },
      { incomingBytes },
    );
    again.db.exec(FILL);
    await again.commit();
    again.close();
    expect(seen.length).toBeGreaterThan(1);
    for (const one of seen) expect(one).toEqual(["writing the database", { rows: 0, sound: "ok" }]);
    expect(readAs()).toEqual({ rows: 20_000, sound: "ok" });
    expect([sandbox(), fs.readdirSync(store()).toSorted()]).toEqual([[], ["container", "database.sqlite"]]);
    const { size } = fs.statSync(database());
    expect(size).toBeGreaterThan(8_000_000);
    expect(size % 4096).toBe(0);
  });

  test.each([
    ["many rows", incomingBytes],
    ["a small change", 0],
  ])("leave the lock with us while this process reads the store as it was: %s", async (_, bytes) => {
    createStore(store());
    const isSeen = (db: Source["db"]) =>
      db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'filler'").pluck().get() === 1;
    const library = await openLibrary(store(), quietJob(), { incomingBytes: bytes });
    library.db.exec("CREATE TABLE filler (name, data)");
    for (const progress of ["first", "once more"]) {
      const { db, close } = await openStore(store(), quietJob());
      expect([progress, isSeen(db), storeIdentity(db).containerId]).toEqual([
        progress,
        false,
        expect.any(String),
      ]);
      close();
      expect(await lookAtStore(store(), quietJob(), async (seen) => isSeen(seen.db))).toBe(false);
    }
    const isTold = process.platform === "linux"; // elsewhere the system does not say who holds a lock
    expect(lockHolders(database())).toMatchObject(isTold ? [{ pid: process.pid }] : []);
    await expect(
      openLibrary(store(), cancelledAt("waiting for another program"), { incomingBytes }),
    ).rejects.toThrow();
    expect(lockHolders(database())).toMatchObject(isTold ? [{ pid: process.pid }] : []);
    await library.commit();
    const after = await openStore(store(), quietJob());
    expect(isSeen(after.db)).toBe(true);
    after.close();
    library.close();
    expect(readAs()).toEqual({ rows: 0, sound: "ok" });
  });

  test("reach whoever has had it open all the time", async () => {
    createStore(store());
    const reader = openReadOnly(database());
    const count = () =>
      reader.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'filler'").pluck().get();
    expect(count()).toBe(0);
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    library.db.exec(FILL);
    expect(count()).toBe(0);
    await library.commit();
    library.close();
    expect(count()).toBe(1);
    reader.close();
  });

  test("clear away the copy of a program that was killed, and nothing else", async () => {
    createStore(store());
    const killed = await openLibrary(store(), quietJob(), { incomingBytes });
    const [copy] = sandbox();
    const keep = fs.readFileSync(temporary(`store/container/sandbox/${copy}`));
    killed.close();
    const [ofAnother, half] = ["stemma-database-1-2-3", "0".repeat(32)];
    for (const name of [copy!, ofAnother, half])
      fs.writeFileSync(temporary(`store/container/sandbox/${name}`), keep);
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(sandbox()).toEqual(expect.arrayContaining([ofAnother, half]));
    expect(sandbox()).toHaveLength(3); // its own, by another name
    expect(sandbox()).not.toContain(copy);
    library.close();
    expect(sandbox().toSorted()).toEqual([half, ofAnother]);
  });

  test("come beside what is there, where that is little by comparison", async () => {
    createStore(store());
    const db = openForWriting(database(), 0);
    db.exec(
      `CREATE TABLE old (data); INSERT INTO old ${ROWS} SELECT zeroblob(200) FROM n; DELETE FROM old WHERE rowid % 2`,
    );
    db.close();
    const few = await openLibrary(store(), quietJob(), { incomingBytes: 32 * 1024 ** 2 });
    expect(sandbox()).toEqual([]);
    few.close();
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(sandbox()).toHaveLength(1);
    library.db.exec(FILL);
    library.db.exec("DELETE FROM old WHERE rowid > 10000");
    await library.commit();
    library.close();
    expect(readAs()).toEqual({ rows: 20_000, sound: "ok" });
    const after = openReadOnly(database());
    expect(after.prepare("SELECT count(*) FROM old").pluck().get()).toBe(5000);
    after.close();
  });

  test("keep other writers out, and wait for a reader at the end", async () => {
    createStore(store());
    const other = openForWriting(database(), 0);
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(() => other.exec("BEGIN IMMEDIATE")).toThrow(/locked/);
    library.db.exec(FILL);
    const reader = openReadOnly(database());
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM db_dbuser").get();
    setTimeout(() => reader.close(), 300);
    await library.commit();
    expect(reader.open).toBe(false);
    library.close();
    other.exec("BEGIN IMMEDIATE; UPDATE db_dbuser SET first_name = 'x'; COMMIT");
    other.close();
    expect(readAs()).toEqual({ rows: 20_000, sound: "ok" });
  });

  test("leave the store as it was when they are cancelled at the end", async () => {
    createStore(store());
    const before = fs.readFileSync(database());
    const library = await openLibrary(store(), cancelledAt("writing the database"), { incomingBytes });
    library.db.exec(FILL);
    await expect(library.commit()).rejects.toMatchObject({ code: "cancelled" });
    library.close();
    expect(fs.readFileSync(database()).equals(before)).toBe(true);
    expect([sandbox(), fs.readdirSync(store()).toSorted()]).toEqual([[], ["container", "database.sqlite"]]);
  });

  test("are taken back by whoever opens the store when the program ends before the end", async () => {
    createStore(store());
    const before = fs.readFileSync(database());
    // Not by this process: closing a handle of its own would give up the lock.
    const keep = (place: string) => spawnSync("cp", ["-r", store(), temporary(place)]);
    const library = await openLibrary(
      store(),
      { signal: quietJob().signal, progress: ({ done, total }) => void (done === total && keep("appended")) },
      { incomingBytes },
    );
    library.db.exec(FILL);
    await library.commit();
    library.close();
    const stateOf = (place: string) => {
      const file = temporary(`${place}/database.sqlite`);
      const db = openForWriting(file, 0);
      db.prepare("SELECT count(*) FROM db_dbuser").get(); // the first reading rolls back
      db.close();
      return fs.readFileSync(file);
    };
    fs.cpSync(temporary("appended"), temporary("replaced"), { recursive: true });
    fs.copyFileSync(database(), temporary("replaced/database.sqlite"));
    for (const place of ["appended", "replaced"]) {
      expect(fs.statSync(temporary(`${place}/database.sqlite`)).size).toBeGreaterThan(8_000_000);
      expect(stateOf(place).equals(before)).toBe(true);
      expect(fs.readdirSync(temporary(place)).toSorted()).toEqual(["container", "database.sqlite"]);
    }
  });

  test("are not written where somebody got in meanwhile", async () => {
    createStore(store());
    const journal = `${database()}-journal`;
    const remove = ({ done, total }: { done: number; total: number | null }) => {
      if (done === total) fs.rmSync(journal); // as whoever rolls back with it does
    };
    const library = await openLibrary(
      store(),
      { signal: quietJob().signal, progress: remove },
      { incomingBytes },
    );
    library.db.exec(FILL);
    await expect(library.commit()).rejects.toMatchObject({ code: "store/locked" });
    library.close();
    expect(readAs()).toEqual({ rows: 0, sound: "ok" });
  });

  test("come also where a journal is left that takes nothing back", async () => {
    createStore(store());
    const journal = `${database()}-journal`;
    for (const left of [Buffer.alloc(0), Buffer.alloc(8720)]) {
      fs.writeFileSync(journal, left); // as `journal_mode` TRUNCATE and PERSIST leave it
      const library = await openLibrary(store(), quietJob(), { incomingBytes });
      library.db.exec(FILL);
      await library.commit();
      library.close();
      expect(readAs()).toEqual({ rows: 20_000, sound: "ok" });
      expect(fs.existsSync(journal)).toBe(false);
      fs.rmSync(store(), { recursive: true });
      createStore(store());
    }
  });

  test("are not written where somebody else's journal has come", async () => {
    createStore(store());
    const journal = `${database()}-journal`;
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    library.db.exec(FILL);
    fs.writeFileSync(journal, "somebody's");
    await expect(library.commit()).rejects.toMatchObject({ code: "store/locked" });
    library.close();
    expect(fs.readFileSync(journal, "utf8")).toBe("somebody's");
  });

  test("go through the log of a store that somebody else reads with one", async () => {
    createStore(store());
    const reader = openForWriting(database(), 0);
    switchToLog(reader);
    reader.prepare("SELECT count(*) FROM db_dbuser").get();
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(hasLog(library.db)).toBe(true);
    library.close();
    reader.close();
  });

  test("wait for another writer", async () => {
    createStore(store());
    const other = openForWriting(database(), 0);
    other.exec("BEGIN IMMEDIATE; UPDATE db_dbuser SET first_name = 'first'");
    setTimeout(() => other.exec("COMMIT"), 300);
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(library.db.prepare("SELECT first_name FROM db_dbuser").pluck().get()).toBe("first");
    library.close();
    other.close();
  });
});
