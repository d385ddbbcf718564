import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import type { ArchiveContents } from "../db/testing/contents.ts";
import { objectKey } from "../db/testing/fill-database.ts";
import { writeStore } from "../store/testing/make-store.ts";
import { verifySource } from "./verify-source.ts";

const temporary = temporaryFolder();

const CONTENTS: ArchiveContents = {
  nodes: [
    { id: 1, files: { "a.txt": "loose one" } },
    { id: 2, files: { "b.txt": "packed one" } },
    { id: 3, files: { "c.txt": "compressed one ".repeat(50) } },
  ],
};
const LYING = ["loose", "packed", "compressed"] as const;

const make = () => writeStore(temporary("profile"), CONTENTS, { lying: (position) => LYING[position]! });

test("a profile folder is whole when every object, loose or packed, matches its key", async () => {
  const report = await verifySource(make(), quietJob());
  expect(report).toMatchObject({
    ok: true,
    container: "store",
    version: "main_0002",
    checked: { objects: 3, nodes: 3, files: 3 },
    remarks: [],
  });
});

test("objects that were changed or are gone are found, in files of their own and in packs", async () => {
  const folder = make();
  const key = objectKey("loose one");
  const loose = path.join(folder, "container/loose", key.slice(0, 2), key.slice(2));
  fs.chmodSync(loose, 0o600);
  fs.writeFileSync(loose, "other one");
  const pack = path.join(folder, "container/packs/0");
  const bytes = fs.readFileSync(pack);
  bytes.write("PACKED", bytes.indexOf("packed one"));
  fs.chmodSync(pack, 0o600);
  fs.writeFileSync(pack, bytes);
  const damaged = await verifySource(folder, quietJob());
  expect(damaged).toMatchObject({ ok: false, problemCounts: { "object-hash": 2 } });

  fs.rmSync(loose);
  const gone = await verifySource(folder, quietJob());
  expect(gone.problemCounts).toEqual({ "object-hash": 1, "object-missing": 1 });
  expect(gone.problems.find(({ code }) => code === "object-missing")?.node?.pk).toBe(1);
});

test("objects that no node names are a remark: AiiDA leaves them there until its maintenance", async () => {
  const folder = make();
  const key = objectKey("deleted");
  const file = path.join(folder, "container/loose", key.slice(0, 2), key.slice(2));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, "deleted");
  expect(await verifySource(folder, quietJob())).toMatchObject({
    ok: true,
    remarkCounts: { "object-unreferenced": 1 },
  });
});

test("a profile whose container is another one's is damaged, and one of tomorrow is refused", async () => {
  const foreign = writeStore(temporary("foreign"), CONTENTS, { namedContainer: "f".repeat(32) });
  expect(await verifySource(foreign, quietJob())).toMatchObject({ ok: false, checked: { nodes: 0 } });
  const newer = writeStore(temporary("newer"), CONTENTS, { version: "main_0099" });
  await expect(verifySource(newer, quietJob())).rejects.toMatchObject({ code: "store/incompatible" });
});
