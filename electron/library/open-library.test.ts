import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { openForWriting, openReadOnly } from "../db/connect.ts";
import { hasLog, switchToLog } from "../db/journal-mode.ts";
import { pythonList } from "./aiida-access.ts";
import { createStore } from "./create-store.ts";
import { commandLine, lockHolders } from "./lock-holders.ts";
import { openLibrary } from "./open-library.ts";
import { withStore } from "./testing/with-store.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const database = () => temporary("store/database.sqlite");
const beside = () => fs.readdirSync(store()).filter((name) => name.startsWith("database.sqlite-"));
const isLogged = () => {
  const db = openForWriting(database(), 0);
  try {
    return hasLog(db);
  } finally {
    db.close();
  }
};

afterEach(() => vi.unstubAllEnvs());

describe("a store that is changed", () => {
  test("is one file afterwards, also when it was found with a log", async () => {
    createStore(store());
    const db = openForWriting(database(), 0);
    expect(switchToLog(db)).toBe(true);
    db.close();
    const library = await openLibrary(store(), quietJob());
    library.db.exec("UPDATE db_dbuser SET first_name = 'x'");
    await library.commit();
    library.close();
    expect([beside(), isLogged()]).toEqual([[], false]);
  });

  test("keeps its log while somebody reads from it, who sees what there was", async () => {
    createStore(store());
    const reader = openForWriting(database(), 0);
    switchToLog(reader);
    reader.exec("BEGIN");
    const name = () => reader.prepare("SELECT first_name FROM db_dbuser").pluck().get();
    expect(name()).toBe("");
    const library = await openLibrary(store(), quietJob());
    library.db.exec("UPDATE db_dbuser SET first_name = 'x'");
    await library.commit();
    library.close();
    expect(name()).toBe("");
    reader.exec("COMMIT");
    expect(name()).toBe("x");
    reader.close();
    (await openLibrary(store(), quietJob())).close();
    expect([beside(), isLogged()]).toEqual([[], false]);
  });

  test("gets a log for as long as more comes than fits into memory, if it holds something", async () => {
    createStore(store());
    const incomingBytes = 1024 ** 3;
    const empty = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(hasLog(empty.db)).toBe(false);
    empty.db.exec("CREATE TABLE filler (data); INSERT INTO filler VALUES (zeroblob(10000000))");
    await empty.commit();
    empty.close();
    const filled = openForWriting(database(), 0);
    filled.exec("DROP TABLE filler"); // its room stays in the file
    filled.close();
    const library = await openLibrary(store(), quietJob(), { incomingBytes });
    expect(hasLog(library.db)).toBe(true);
    await library.commit();
    library.close();
    expect([beside(), isLogged()]).toEqual([[], false]);
  });

  test("loses the empty files of a log that a reader made as it went", async () => {
    createStore(store());
    for (const suffix of ["-wal", "-shm"]) fs.writeFileSync(database() + suffix, "");
    (await openLibrary(store(), quietJob())).close();
    expect(beside()).toEqual([]);
  });

  test("waits for another writer, and then goes on", async () => {
    createStore(store());
    const other = openForWriting(database(), 0);
    other.exec("BEGIN IMMEDIATE; UPDATE db_dbuser SET first_name = 'first'");
    setTimeout(() => other.exec("COMMIT"), 300);
    const job = quietJob();
    const library = await openLibrary(store(), job);
    expect(library.db.prepare("SELECT first_name FROM db_dbuser").pluck().get()).toBe("first");
    expect(job.reports[0]).toMatchObject({ phase: "waiting for another program" });
    library.close();
    other.close();
  });

  test("is not changed when it is gone before the end", async () => {
    createStore(store());
    const library = await openLibrary(store(), quietJob());
    library.db.exec("UPDATE db_dbuser SET first_name = 'x'");
    fs.renameSync(store(), temporary("elsewhere"));
    await expect(library.commit()).rejects.toMatchObject({ code: "store/not-found" });
    library.close();
    fs.renameSync(temporary("elsewhere"), store());
    const db = openForWriting(database(), 0);
    expect(db.prepare("SELECT first_name FROM db_dbuser").pluck().get()).toBe("");
    db.close();
  });

  test("is not touched when it belongs to another container, or has a view for a table", async () => {
    createStore(store());
    const config = temporary("store/container/config.json");
    const text = fs.readFileSync(config, "utf8");
    fs.writeFileSync(config, text.replace(/"container_id":"[^"]+"/, '"container_id":"other"'));
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject({ code: "store/corrupt" });
    fs.writeFileSync(config, text);
    const db = openForWriting(database(), 0);
    db.exec("ALTER TABLE db_dbnode RENAME TO hidden; CREATE VIEW db_dbnode AS SELECT * FROM hidden");
    db.close();
    const before = fs.readFileSync(database());
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject({ code: "store/corrupt" });
    expect(fs.readFileSync(database()).equals(before)).toBe(true);
    expect(beside()).toEqual([]);
  });

  test("is not touched when something of its own would run with a change", async () => {
    createStore(store());
    const db = openForWriting(database(), 0);
    db.exec("CREATE TRIGGER evil AFTER UPDATE ON db_dbnode BEGIN DELETE FROM db_dbcomment; END");
    db.close();
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject({
      code: "store/incompatible",
      message: expect.stringContaining("trigger evil"),
    });
  });

  test("is said to be damaged when it is", async () => {
    createStore(store());
    fs.truncateSync(database(), 100 * 1024);
    const damaged = { code: "store/corrupt", details: { member: "database.sqlite", check: "database" } };
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject(damaged);
    fs.writeFileSync(database(), "no database at all".repeat(1000));
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject(damaged);
  });
});

const onLinux = test.skipIf(process.platform !== "linux");

onLinux.each(["DELETE", "WAL"])(
  "who writes is named (%s)",
  async (mode) => {
    createStore(store());
    const writer = openForWriting(database(), 0);
    writer.pragma(`journal_mode = ${mode}`);
    expect(lockHolders(database())).toEqual([]);
    writer.exec("BEGIN IMMEDIATE; UPDATE db_dbuser SET first_name = 'x'");
    expect(lockHolders(database())).toMatchObject([{ pid: process.pid }]);
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject({
      code: "store/locked",
      message: expect.stringContaining(`process ${process.pid}`),
      details: { holders: [{ pid: process.pid }] },
    });
    writer.close();
  },
  20_000,
);

/** Another process that reads, and goes on with it until the result is called. */
async function readElsewhere(): Promise<() => Promise<void>> {
  const script = `const { builtBinding, shippedBindingFits } = await import(process.argv[1]);
    const { default: Database } = await import("better-sqlite3");
    const db = new Database(process.argv[2], shippedBindingFits() ? {} : { nativeBinding: builtBinding });
    db.exec("BEGIN");
    console.log(db.prepare("SELECT count(*) FROM db_dbuser").pluck().get());
    process.stdin.resume().on("end", () => db.close());`;
  const module = new URL("../../build/runtime/sqlite-binding.mjs", import.meta.url).href;
  const words = ["--input-type=module", "-e", script, module, database()];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  await once(child.stdout, "data");
  return async () => {
    child.stdin.end();
    await ended;
  };
}

onLinux.each([
  ["in place", 0],
  ["aside", 1024 ** 3],
])(
  "while one program reads on, the end of a change keeps no other reader out (%s)",
  async (_how, incomingBytes) => {
    createStore(store());
    const stopReading = await readElsewhere();
    let looks = 0;
    const progress = ({ phase }: { phase: string }) => {
      if (phase !== "waiting for another program") return;
      const reader = openReadOnly(database(), { timeoutMs: 0 });
      expect(reader.prepare("SELECT first_name FROM db_dbuser").pluck().get()).toBe("");
      reader.close();
      if (++looks === 3) void stopReading();
    };
    const library = await openLibrary(store(), { signal: quietJob().signal, progress }, { incomingBytes });
    library.db.exec("UPDATE db_dbuser SET first_name = 'new'");
    await library.commit();
    library.close();
    expect(looks).toBeGreaterThanOrEqual(3);
    expect(withStore(store(), (db) => db.prepare("SELECT first_name FROM db_dbuser").pluck().get())).toBe(
      "new",
    );
  },
);

describe("AiiDA's records of who uses a profile", () => {
  const records = () => temporary("aiida/.aiida/access/mine");

  function configure(): void {
    createStore(store());
    fs.mkdirSync(records(), { recursive: true });
    const storage = { backend: "core.sqlite_dos", config: { filepath: store() } };
    const config = { profiles: { mine: { storage } }, default_profile: "mine" };
    fs.writeFileSync(temporary("aiida/.aiida/config.json"), JSON.stringify(config));
    vi.stubEnv("AIIDA_PATH", temporary("aiida"));
  }

  onLinux("tell of a change while it goes on", async () => {
    configure();
    const library = await openLibrary(store(), quietJob());
    const record = path.join(records(), `${process.pid}.pid`);
    expect(fs.readFileSync(record, "utf8")).toBe(pythonList(commandLine("self")));
    library.close();
    expect(fs.readdirSync(records())).toEqual([]);
  });

  test("keep us out while AiiDA has the profile for itself, unless that process is gone", async () => {
    configure();
    const lock = path.join(records(), `${process.ppid}.lock`);
    fs.writeFileSync(lock, "");
    await expect(openLibrary(store(), quietJob())).rejects.toMatchObject({
      code: "store/locked",
      message: expect.stringContaining("mine"),
    });
    fs.renameSync(lock, path.join(records(), "999999999.lock"));
    (await openLibrary(store(), quietJob())).close();
  });
});

test("a list of words is written as Python prints it", () => {
  expect(pythonList(["python3", "it's", 'a "b"', `both ' "`, "a\\b\n"])).toBe(
    `['python3', "it's", 'a "b"', 'both \\' "', 'a\\\\b\\n']`,
  );
});
