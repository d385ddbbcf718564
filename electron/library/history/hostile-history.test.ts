import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { expect, test } from "vitest";
import { KEPT_IMPORTS } from "../../../shared/model/kept-imports.ts";
import { complete } from "../../../shared/graph/traverse.ts";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { openForWriting } from "../../db/connect.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS, type ImportOptions } from "../import/import-run.ts";
import { importSource } from "../import/import-source.ts";
import { openLibrary } from "../open-library.ts";
import { HISTORY_FOLDER, writeState } from "./history-files.ts";
import { readHistory } from "./read-history.ts";
import { readRecords } from "./read-records.ts";
import { planUndo } from "./undo-plan.ts";
import { undoImport } from "./undo-import.ts";

const temporary = temporaryFolder();
const store = () => temporary("store");
const noted = (name: string) => temporary(`store/${HISTORY_FOLDER}/${name}`);

const ONE: ArchiveContents = { users: [{ id: 1, email: "a@example.org" }], nodes: [{ extras: '{"a": 1}' }] };
const TWO: ArchiveContents = {
  users: ONE.users!,
  nodes: [{ extras: '{"a": 2}' }, { id: 2, user: 1 }],
};

async function bring(contents: ArchiveContents, options: Partial<ImportOptions> = {}) {
  writeArchive(temporary("archive.aiida"), contents);
  createStore(store());
  const source = await openSource(temporary("archive.aiida"), quietJob());
  try {
    return await importSource(source, store(), { ...DEFAULT_OPTIONS, ...options }, quietJob());
  } finally {
    source.close();
  }
}

/** Undo an import; `settles`: the program lives on to note that it is done. */
async function undo(importId: number, settles = true) {
  const library = await openLibrary(store(), quietJob());
  try {
    const { outcome, settle } = await undoImport(library, importId, quietJob());
    await library.commit();
    if (settles) settle();
    return outcome;
  } finally {
    library.close();
  }
}

function inStore<T>(read: (db: ReturnType<typeof openForWriting>) => T): T {
  const db = openForWriting(temporary("store/database.sqlite"), 0);
  try {
    return read(db);
  } finally {
    db.close();
  }
}

const states = () =>
  inStore((db) => readHistory(db, store())).map(({ importId, state }) => [importId, state]);
const reasonsOf = (importId: number) =>
  inStore((db) => complete(planUndo(db, store(), importId)).reasons.map(({ kind }) => kind));

test("an undo that came about counts as such, although its end was not noted and some of the import stays", async () => {
  await bring(ONE, { group: "none" });
  inStore((db) =>
    db.exec(`INSERT INTO db_dbgroup (uuid, label, type_string, time, description, extras, user_id)
      SELECT 'cdcdcdcd-0000-4000-8000-000000000001', 'mine', 'core', '2026-01-01 00:00:00.000000', '', '{}', id
      FROM db_dbuser WHERE email = 'a@example.org'`),
  );
  expect(await undo(1, false)).toMatchObject({ removed: { nodes: 1, users: 0 }, stay: { users: 1 } });
  expect(states()).toEqual([[1, "undone"]]);
});

test("an undo of texts alone is settled by them", async () => {
  await bring(ONE, { group: "none" });
  await bring(ONE, { group: "none" });
  inStore((db) => db.exec(`UPDATE db_dbnode SET extras = '{"a": 3}'`));
  await bring(ONE, { group: "none", existingExtras: "mirror" });
  expect(await undo(3, false)).toMatchObject({ restored: { extras: 1 } });
  expect(states().at(-1)).toEqual([3, "undone"]);
  const { records } = readRecords(store());
  inStore((db) => db.exec(`UPDATE db_dbnode SET extras = '{"a": 1}'`)); // as the import left it: the undo is not there
  expect(states().at(-1)).toEqual([3, "done"]);
  writeState(store(), { ...records.at(-1)!, witness: null });
  expect(states().at(-1)).toEqual([3, "undone"]);
});

test("what a later import found there is not taken when nobody can tell", async () => {
  await bring(ONE);
  await bring(TWO);
  fs.truncateSync(noted("2.json"), 100);
  expect(states()).toEqual([[1, "done"]]);
  const why = { code: "store/corrupt", message: expect.stringContaining("stemma-imports/2.json") };
  await expect(undo(1)).rejects.toMatchObject({ ...why, details: { import: 2, check: "record" } });
  await expect(undo(2)).rejects.toMatchObject(why);
  await expect(undo(3)).rejects.toMatchObject({ code: "selection/empty" });
  expect((await bring(TWO)).importId).toBe(3); // never the number of one that is damaged
  fs.rmSync(noted("2.json"));
  expect(reasonsOf(1)).toContain("met"); // by the third
});

test("a history that a later Stemma wrote is left alone, and said", async () => {
  await bring(ONE);
  await bring(TWO);
  fs.writeFileSync(noted("2.json"), JSON.stringify({ format: 2, importId: 2, anything: "else" }));
  const why = { code: "store/incompatible", message: expect.stringContaining("later version of Stemma") };
  await expect(undo(1)).rejects.toMatchObject(why);
  await expect(undo(2)).rejects.toMatchObject(why);
  expect((await bring(TWO)).importId).toBe(3);
  expect(fs.readFileSync(noted("2.json"), "utf8")).toContain('"anything"');
});

test("something else in the place of the history is named, and nothing is written through it", async () => {
  await bring(ONE);
  fs.rmSync(temporary(`store/${HISTORY_FOLDER}`), { recursive: true });
  fs.mkdirSync(temporary("elsewhere"));
  fs.symlinkSync(temporary("elsewhere"), temporary(`store/${HISTORY_FOLDER}`));
  await expect(bring(TWO)).rejects.toMatchObject({
    code: "store/corrupt",
    details: { member: HISTORY_FOLDER },
  });
  expect(fs.readdirSync(temporary("elsewhere"))).toEqual([]);
  fs.rmSync(temporary(`store/${HISTORY_FOLDER}`));
  fs.writeFileSync(temporary(`store/${HISTORY_FOLDER}`), "");
  await expect(bring(TWO)).rejects.toMatchObject({ code: "store/corrupt" });
  expect(() => states()).toThrow(/is no folder/);
});

test.skipIf(process.platform === "win32")("pipes and links in the history are not read from", async () => {
  await bring(ONE);
  await bring(TWO, { existingExtras: "mirror" });
  fs.rmSync(noted("2.texts.gz"));
  execFileSync("mkfifo", [noted("2.texts.gz"), noted("7.json")]);
  expect(readRecords(store()).unreadable).toEqual([{ importId: 7, why: "damaged" }]);
  fs.rmSync(noted("7.json"));
  expect(reasonsOf(2)).toContain("texts");
  fs.rmSync(noted("2.rows"));
  fs.symlinkSync("/dev/zero", noted("2.rows"));
  await expect(undo(2)).rejects.toMatchObject({ code: "store/corrupt" });
});

test("texts that would not be extras are not brought back", async () => {
  await bring(ONE);
  await bring(TWO, { existingExtras: "mirror" });
  const { gunzipSync, gzipSync } = await import("node:zlib");
  const lines = gunzipSync(fs.readFileSync(noted("2.texts.gz"))).toString("utf8");
  fs.writeFileSync(
    noted("2.texts.gz"),
    gzipSync(lines.replace(String.raw`{\"a\": 1}`, String.raw`{\"a\": `)),
  );
  expect(reasonsOf(2)).toContain("texts");
});

test("of very many records the newest count; a number above all others is refused", async () => {
  await bring(ONE);
  const record = JSON.parse(fs.readFileSync(noted("1.json"), "utf8")) as object;
  for (let importId = 2; importId <= KEPT_IMPORTS + 20; importId++)
    fs.writeFileSync(noted(`${importId}.json`), JSON.stringify({ ...record, importId, sections: [] }));
  const { records, unreadable } = readRecords(store());
  expect([records.length, records[0]!.importId, unreadable]).toEqual([KEPT_IMPORTS, 21, []]);
  expect((await bring(ONE)).importId).toBe(KEPT_IMPORTS + 21);
  fs.writeFileSync(noted("999999999.json"), "{}");
  await expect(bring(ONE)).rejects.toMatchObject({
    code: "store/corrupt",
    details: { member: `${HISTORY_FOLDER}/999999999.json`, check: "import numbers" },
  });
});
