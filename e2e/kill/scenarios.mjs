// What is killed: how a store is before it, and what is done with it.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const OLD_SECONDS = 3 * 60 * 60;

/**
 * The scenarios. `prepare(folder)` fills a folder (store at `folder/store`), `args(folder)` are those of the command, `weight` says how
 * often it is chosen, `isNew`: there is no store before.
 */
export function scenarios({ python, archives, prepared }) {
  const importing = (archive) => (folder) => [
    "import",
    archive,
    "--store",
    store(folder),
    "--no-import-group",
  ];
  const base = (folder) =>
    fs.cpSync(prepared.base, store(folder), { recursive: true, preserveTimestamps: true });
  return {
    import: { weight: 7, prepare: base, args: importing(archives.large) },
    // A store that a killed window left in write-ahead-log mode.
    log: {
      weight: 3,
      prepare: async (folder) => {
        base(folder);
        await python("log", [store(folder)]);
      },
      args: importing(archives.large),
    },
    migration: { weight: 2, prepare: base, args: importing(archives.legacy) },
    "new store": { weight: 3, isNew: true, prepare: () => undefined, args: importing(archives.large) },
    maintain: {
      weight: 3,
      prepare: (folder) =>
        fs.cpSync(prepared.untidy, store(folder), { recursive: true, preserveTimestamps: true }),
      args: (folder) => ["store", "maintain", store(folder)],
    },
    "maintain --full": {
      weight: 2,
      prepare: (folder) =>
        fs.cpSync(prepared.untidy, store(folder), { recursive: true, preserveTimestamps: true }),
      args: (folder) => ["store", "maintain", store(folder), "--full"],
    },
  };

  function store(folder) {
    return path.join(folder, "store");
  }
}

/** A store with content, and one in which there is something to do for a maintenance. */
export async function prepareStores({ stemma, archives, work }) {
  const base = path.join(work, "base");
  for (const archive of archives.small) await done(stemma(["import", archive, "--store", base]));
  const untidy = path.join(work, "untidy");
  for (const archive of [...archives.few, archives.medium]) {
    await done(stemma(["import", archive, "--store", untidy]));
  }
  plantOrphans(untidy);
  return { base, untidy };
}

/** Contents that no node names, half-written files and a pack without objects, all of them old. */
function plantOrphans(store) {
  const container = path.join(store, "container");
  const at = (...parts) => path.join(container, ...parts);
  for (let number = 0; number < 40; number++) {
    const bytes = `orphan ${number} `.repeat(100);
    const key = createHash("sha256").update(bytes).digest("hex");
    fs.mkdirSync(at("loose", key.slice(0, 2)), { recursive: true });
    fs.writeFileSync(at("loose", key.slice(0, 2), key.slice(2)), bytes);
  }
  fs.writeFileSync(at("sandbox", "0".repeat(32)), "half");
  fs.writeFileSync(at("packs", "7"), "an index that was never written");
  makeOld(container);
}

/** Everything below a folder is three hours old. */
export function makeOld(folder) {
  const time = Date.now() / 1000 - OLD_SECONDS;
  for (const entry of fs.readdirSync(folder, { recursive: true }))
    fs.utimesSync(path.join(folder, entry), time, time);
}

async function done(running) {
  const { status, stderr } = await running;
  if (status !== 0) throw new Error(`A store could not be prepared: ${stderr}`);
}
