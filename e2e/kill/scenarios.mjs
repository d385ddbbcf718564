// What is killed: how a store is before it, and what is done with it.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const OLD_SECONDS = 3 * 60 * 60;
/** What a change of rows alone changes on the disk. */
const ROWS = ["journal", "log", "store"];
/** The group of the import that is undone, whose nodes are deleted and edited. */
const GROUP = "bulk";
/** Numbers of imports in the history of `rich`: two came before. */
const LARGE_IMPORT = 3;
const MIRRORED_IMPORT = 4;

/**
 * The scenarios. `prepare(folder)` fills a folder (store at `folder/store`), `args(folder)` are those of the command, `weight` says how
 * often it is chosen, `moments` near what it may be killed (default: all), `isNew`: there is no store before. Done once more, a command changes nothing further; some refuse that with
 * `refusedWhenDone`, and one that is `isOnce` would do it again.
 */
export function scenarios({ python, archives, prepared }) {
  const importing = (archive) => (folder) => [
    "import",
    archive,
    "--store",
    store(folder),
    "--no-import-group",
  ];
  const copied = (made) => (folder) =>
    fs.cpSync(prepared[made], store(folder), { recursive: true, preserveTimestamps: true });
  const within =
    (...words) =>
    (folder) => [...words, "--store", store(folder)];
  const maintaining =
    (...flags) =>
    (folder) => ["store", "maintain", store(folder), ...flags];
  const { nodes } = prepared;
  return {
    import: { weight: 7, prepare: copied("base"), args: importing(archives.large) },
    // A store that a killed window left in write-ahead-log mode.
    log: {
      weight: 3,
      prepare: async (folder) => {
        copied("base")(folder);
        await python("log", [store(folder)]);
      },
      args: importing(archives.large),
    },
    migration: { weight: 2, prepare: copied("base"), args: importing(archives.legacy) },
    "new store": { weight: 3, isNew: true, prepare: () => undefined, args: importing(archives.large) },
    maintain: { weight: 3, prepare: copied("untidy"), args: maintaining() },
    "maintain --full": { weight: 2, prepare: copied("untidy"), args: maintaining("--full") },
    undo: {
      weight: 4,
      moments: [...ROWS, "history"],
      prepare: copied("rich"),
      args: (folder) => ["store", "undo", String(LARGE_IMPORT), store(folder)],
      refusedWhenDone: "import/validation",
    },
    // It added nothing: extras become what they were.
    "undo of changes": {
      weight: 3,
      moments: [...ROWS, "history"],
      prepare: copied("rich"),
      args: (folder) => ["store", "undo", String(MIRRORED_IMPORT), store(folder)],
      refusedWhenDone: "import/validation",
    },
    delete: {
      weight: 4,
      prepare: copied("rich"),
      moments: ROWS,
      args: within("delete", "--groups", GROUP, "--force"),
      refusedWhenDone: "selection/empty",
    },
    // What a deletion leaves in the container.
    sweep: { weight: 2, prepare: copied("swept"), args: maintaining() },
    "sweep --full": { weight: 1, prepare: copied("swept"), args: maintaining("--full") },
    "node label": {
      weight: 2,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("node", "label", ...nodes, "--label", "new"),
    },
    "node extras": {
      weight: 2,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("node", "extras", ...nodes, "--key", "new", "--value", '{"a": [1.0]}'),
    },
    "node comment": {
      weight: 1,
      isOnce: true,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("node", "comment", "add", "new", "--nodes", ...nodes),
    },
    "group create": {
      weight: 2,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("group", "create", "new", "--nodes", ...nodes),
    },
    "group remove-nodes": {
      weight: 1,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("group", "remove-nodes", "--clear", "--group", GROUP),
    },
    "group delete": {
      weight: 1,
      moments: ROWS,
      prepare: copied("rich"),
      args: within("group", "delete", GROUP),
      refusedWhenDone: "group/not-found",
    },
  };

  function store(folder) {
    return path.join(folder, "store");
  }
}

/**
 * Stores to begin with: `base` has a little content, in `untidy` there is something to do for a maintenance, `rich` has imports to undo
 * and nodes to delete and edit, `swept` had them deleted. `nodes` are names of nodes of `rich`.
 */
export async function prepareStores({ stemma, archives, work }) {
  const at = (name) => path.join(work, name);
  const [base, untidy, rich, swept] = ["base", "untidy", "rich", "swept"].map(at);
  const made = async (...args) => {
    const { status, stdout, stderr } = await stemma(args);
    if (status !== 0) throw new Error(`A store could not be prepared: ${stderr}`);
    return stdout;
  };
  for (const archive of archives.small) await made("import", archive, "--store", base);
  for (const archive of [...archives.few, archives.medium]) await made("import", archive, "--store", untidy);
  plantOrphans(untidy);

  fs.cpSync(base, rich, { recursive: true });
  const mirrored = await nodesOf(rich);
  await made("node", "extras", ...mirrored, "--key", "own", "--value", "1", "--store", rich);
  await made("import", archives.large, "--group", GROUP, "--store", rich);
  const nodes = await nodesOf(rich, "--group", GROUP);
  await made(
    "import",
    archives.small[0],
    "--extras-mode-existing",
    "mirror",
    "--no-import-group",
    "--store",
    rich,
  );
  fs.cpSync(rich, swept, { recursive: true });
  await made("delete", "--groups", GROUP, "--force", "--store", swept);
  for (const store of [rich, swept]) makeOld(path.join(store, "container"));
  return { base, untidy, rich, swept, nodes };

  async function nodesOf(store, ...filters) {
    const { rows } = JSON.parse(
      await made("nodes", store, ...filters, "--sort", "pk", "--limit", "600", "--json"),
    );
    return rows.map(({ pk }) => String(pk));
  }
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
