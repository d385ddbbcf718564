import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Disks of these sizes, in KiB beyond what the store takes, from none to more than the import needs. */
const ROOMS_KIB = [0, 200, 600, 1200, 1600, 2000, 2400, 2800, 3200, 3800, 4600, 8000];
/** The same for changes of what is there, which take next to nothing. */
const FEW_ROOMS_KIB = [0, 60, 600];
/** Limits for the size of any file, in KiB: of packs, then of database and journal. */
const LIMITS_KIB = [16, 200, 500, 700, 900, 1100, 1300, 1600];

const root = path.resolve(import.meta.dirname, "../..");
const work = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-full-disk-"));
const base = path.join(work, "base");
const archive = path.join(root, "e2e/fixtures/qe-si-bands.aiida");
const env = { ...process.env, STEMMA_HOME: path.join(work, "home"), AIIDA_PATH: path.join(work, "no-aiida") };
const stemma = `"${process.execPath}" "${path.join(root, "build/stemma.mjs")}"`;

beforeAll(() => {
  const small = path.join(root, "e2e/fixtures/qe-failures.aiida");
  shell(
    `${stemma} import "${small}" --store "${base}" && ${stemma} import "${archive}" --store "${work}/after" --dry-run`,
  );
});
afterAll(() => fs.rmSync(work, { recursive: true, force: true }));

function shell(script: string) {
  return spawnSync("sh", ["-c", script], { env, cwd: root, encoding: "utf8" });
}

const isLinux = process.platform === "linux";
const unshare = process.getuid?.() === 0 ? "unshare -m" : "unshare -rm";
const canMount = isLinux && shell(`${unshare} mount -t tmpfs tmpfs /mnt`).status === 0;

/** Change a store and then look at it; all that is printed, by name. */
function change(words: string, store: string, before: string, limits = ""): Record<string, string> {
  const out = fs.mkdtempSync(path.join(work, "out-"));
  const script = `${before}
    (${limits} ${stemma} ${words} --json > "${out}/printed" 2> "${out}/said"; echo $? > "${out}/status")
    ${stemma} store verify "${store}" --json > "${out}/verified"
    ${stemma} store maintain "${store}" > /dev/null # what could not be taken back is rolled back by the next one to write
    ls "${store}" "${store}/container/sandbox" > "${out}/listed"
    ${stemma} store history "${store}" --json > "${out}/history"
    cp "${store}/database.sqlite" "${out}/database"`;
  fs.writeFileSync(path.join(out, "script"), script);
  shell(canMount ? `${unshare} sh "${out}/script"` : `sh "${out}/script"`);
  return Object.fromEntries(
    fs.readdirSync(out).map((name) => [name, fs.readFileSync(path.join(out, name), "latin1")]),
  );
}

const importInto = (store: string, before: string, limits?: string) =>
  change(`import "${archive}" --store "${store}" --no-import-group`, store, before, limits);

/** Done, or refused for lack of room with the store as it was; nothing half-written either way. */
function expectBeforeOrAfter(found: Record<string, string>): boolean {
  const isDone = found["status"] === "0\n";
  if (!isDone) {
    expect(found["printed"]).toContain('"code":"disk/full"');
    expect(found["said"]).toMatch(/^stemma: disk\/full: /m);
    expect(hash(found["database"]!)).toBe(
      hash(fs.readFileSync(path.join(base, "database.sqlite"), "latin1")),
    );
  }
  expect(JSON.parse(found["verified"]!)).toMatchObject({ ok: true });
  expect(found["listed"]).not.toMatch(/database\.sqlite-|^[0-9a-f]{32}$/m);
  return isDone;
}

const hash = (text: string) => createHash("sha256").update(text, "latin1").digest("hex");

describe.skipIf(!canMount)(
  "an import onto a disk that fills up leaves the store as before or as after",
  () => {
    test.each(ROOMS_KIB)(
      "with room for %i KiB",
      (room) => {
        const { store, mount } = diskWith(room);
        expectBeforeOrAfter(importInto(store, mount));
      },
      60_000,
    );
  },
);

describe.skipIf(!canMount)("what is there is changed on a disk that fills up, or stays as it was", () => {
  const everyNode = Array.from({ length: 184 }, (_, i) => i + 1).join(" ");
  describe.each([
    ["an undo", (store: string) => `store undo 1 "${store}"`],
    ["a deletion", (store: string) => `delete ${everyNode} --force --store "${store}"`],
    ["a label", (store: string) => `node label ${everyNode} -l "${"long ".repeat(50)}" --store "${store}"`],
  ])("%s", (title, words) => {
    test.each(FEW_ROOMS_KIB)(
      "with room for %i KiB",
      (room) => {
        const { store, mount } = diskWith(room);
        const found = change(words(store), store, mount);
        const isDone = expectBeforeOrAfter(found);
        const [imported] = JSON.parse(found["history"]!) as { undoneAt: string | null }[];
        expect(imported!.undoneAt !== null).toBe(title === "an undo" && isDone);
      },
      60_000,
    );
  });
});

/** A disk with a store on it and so much room beside, for one shell. */
function diskWith(roomKib: number): { store: string; mount: string } {
  const used = Number(execFileSync("du", ["-sk", base], { encoding: "utf8" }).split("\t")[0]);
  const disk = fs.mkdtempSync(path.join(work, "disk-"));
  const mount = `mount -t tmpfs -o size=${used + roomKib}k tmpfs "${disk}" && cp -a "${base}" "${disk}/store"`;
  return { store: path.join(disk, "store"), mount };
}

describe.skipIf(!isLinux)(
  "an import with a limit for the size of files leaves the store as before or as after",
  () => {
    test.each(LIMITS_KIB)(
      "of %i KiB",
      (limit) => {
        const store = path.join(fs.mkdtempSync(path.join(work, "limited-")), "store");
        expectBeforeOrAfter(importInto(store, `cp -a "${base}" "${store}"`, `ulimit -f ${2 * limit};`));
      },
      60_000,
    );
  },
);
