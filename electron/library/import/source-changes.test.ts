import fs from "node:fs";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import type { JobContext } from "../../archive/source.ts";
import { openForWriting } from "../../db/connect.ts";
import { writeArchive } from "../../db/testing/make-archive.ts";
import { openSource } from "../../sources/open-source.ts";
import { createStore } from "../create-store.ts";
import { DEFAULT_OPTIONS } from "./import-run.ts";
import { importSource } from "./import-source.ts";

const temporary = temporaryFolder();
const archive = () => temporary("archive.aiida");
const FILES = Object.fromEntries(
  Array.from({ length: 60 }, (_, i) => [`${i}.txt`, `contents ${i} `.repeat(500)]),
);

/** A job in which something happens at the first report of a phase. */
function meanwhile(phase: string, happens: () => void): JobContext {
  let isDone = false;
  return {
    signal: { aborted: false },
    progress: (value) => {
      if (isDone || value.phase !== phase) return;
      isDone = true;
      happens();
    },
  };
}

async function bring(job: JobContext) {
  const source = await openSource(archive(), quietJob());
  try {
    return await importSource(source, temporary("store"), DEFAULT_OPTIONS, job);
  } finally {
    source.close();
  }
}

function nodesInStore(): unknown {
  const db = openForWriting(temporary("store/database.sqlite"), 0);
  try {
    return db.prepare("SELECT count(*) FROM db_dbnode").pluck().get();
  } finally {
    db.close();
  }
}

const inSandbox = () => fs.readdirSync(temporary("store/container/sandbox"));

test("an archive that is deleted meanwhile is imported all the same: it stays open", async () => {
  createStore(temporary("store"));
  writeArchive(archive(), { nodes: [{ files: FILES }] });
  await bring(meanwhile("importing nodes", () => fs.rmSync(archive())));
  expect(nodesInStore()).toBe(1);
});

test.each([
  ["cut short", () => fs.truncateSync(archive(), 4000)],
  ["overwritten", () => fs.writeFileSync(archive(), Buffer.alloc(fs.statSync(archive()).size, 7))],
])("of an archive that is %s meanwhile nothing is imported", async (_, change) => {
  createStore(temporary("store"));
  writeArchive(archive(), { nodes: [{ files: FILES }] });
  await expect(bring(meanwhile("importing nodes", change))).rejects.toMatchObject({
    code: "archive/corrupt",
  });
  expect(nodesInStore()).toBe(0);
  expect(inSandbox()).toEqual([]);
});

test("into a store that vanishes meanwhile nothing is imported, and nothing is made in its place", async () => {
  createStore(temporary("store"));
  writeArchive(archive(), { nodes: [{ files: FILES }] });
  const vanish = () => fs.renameSync(temporary("store"), temporary("taken away"));
  await expect(bring(meanwhile("importing nodes", vanish))).rejects.toMatchObject({
    code: "store/not-found",
  });
  expect(fs.existsSync(temporary("store"))).toBe(false);
  fs.renameSync(temporary("taken away"), temporary("store"));
  expect(nodesInStore()).toBe(0);
});

test("a store that was being made when its process ended is cleared away later", () => {
  const unfinished = temporary("store.new-abc123");
  fs.mkdirSync(unfinished);
  fs.utimesSync(unfinished, 1, 1);
  fs.mkdirSync(temporary("store.new-young1"));
  fs.mkdirSync(temporary("store.new-of-mine"));
  fs.utimesSync(temporary("store.new-of-mine"), 1, 1);
  createStore(temporary("store"));
  expect(fs.readdirSync(temporary()).sort()).toEqual(["store", "store.new-of-mine", "store.new-young1"]);
});
