import { connectMemory } from "../../../electron/archive/open-zip-database.ts";
import { archiveParts, metadataText, zipOf } from "../support/archive-parts.ts";
import type { Expected, HostileCase } from "../support/hostile-case.ts";
import { file } from "../support/write.ts";

const PAGE_BYTES = 4096;

/** A whole archive whose database was changed byte by byte, all sizes and CRCs right. */
function withDatabase(change: (database: Buffer) => Buffer) {
  return file(() => {
    const parts = archiveParts();
    return zipOf({ ...parts, database: change(Buffer.from(parts.database)) });
  });
}

function written(database: Buffer, at: number, ...bytes: number[]): Buffer {
  Buffer.from(bytes).copy(database, at);
  return database;
}

/** Every page of one kind: 2 and 5 are inner pages of an index and a table, 10 and 13 their leaves. */
function pagesOf(database: Buffer, kinds: readonly number[]): number[] {
  const found: number[] = [];
  for (let page = 0; page * PAGE_BYTES < database.length; page++) {
    const header = page * PAGE_BYTES + (page === 0 ? 100 : 0);
    if (kinds.includes(database[header]!)) found.push(page);
  }
  return found;
}

/** Turn the leaves of all tables into inner pages that lead to themselves. */
function cyclicPages(database: Buffer): Buffer {
  for (const page of pagesOf(database, [13]).filter((page) => page > 0)) {
    const at = page * PAGE_BYTES;
    database[at] = 5;
    database.writeUInt16BE(0, at + 3); // no cells: the rightmost child is all there is
    database.writeUInt32BE(page + 1, at + 8);
  }
  return database;
}

/** Pages of tables that lead to each other in a ring. */
function ringOfPages(database: Buffer): Buffer {
  const pages = pagesOf(database, [13]).filter((page) => page > 0);
  pages.forEach((page, i) => {
    const at = page * PAGE_BYTES;
    database[at] = 5;
    database.writeUInt16BE(0, at + 3);
    database.writeUInt32BE(pages[(i + 1) % pages.length]! + 1, at + 8);
  });
  return database;
}

/** A database with a text of so many bytes in overflow pages, the first of which leads to itself. */
function cyclicOverflow(): Buffer {
  const marker = "overflow".repeat(8_000);
  const { database } = archiveParts({ nodes: [{ id: 1, description: marker }] });
  let at = database.indexOf("overflowoverflow", 0, "latin1");
  while (at >= 0) {
    const page = Math.floor(at / PAGE_BYTES);
    if (at - page * PAGE_BYTES < 12) {
      database.writeUInt32BE(page + 1, page * PAGE_BYTES);
      break;
    }
    at = database.indexOf("overflowoverflow", (page + 1) * PAGE_BYTES, "latin1");
  }
  return database;
}

/** Turn the first page of an index into an inner one, which it is not. */
function brokenIndex(database: Buffer, name: string): Buffer {
  const { db } = connectMemory(Buffer.from(database));
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(name);
  db.close();
  database[(Number(root) - 1) * PAGE_BYTES] = 2;
  return database;
}

const DAMAGED: [what: string, change: (database: Buffer) => Buffer, opens: Expected][] = [
  ["is empty", () => Buffer.alloc(0), "archive/corrupt"],
  ["is one byte", () => Buffer.from("S"), "archive/corrupt"],
  ["is a header and nothing else", (database) => database.subarray(0, 100), "archive/corrupt"],
  ["is cut inside of a page", (database) => database.subarray(0, 10_000), "archive/corrupt"],
  [
    "is half as long as its header says",
    (database) => database.subarray(0, (database.length / 2) & ~4095),
    "archive/corrupt",
  ],
  [
    "is text",
    () => Buffer.from("CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY);".repeat(100)),
    "archive/corrupt",
  ],
  ["is a ZIP", () => zipOf(archiveParts()), "archive/corrupt"],
  ["has zeros for its first page", (database) => database.fill(0, 100, PAGE_BYTES), "archive/corrupt"],
  ["has a page size of 3", (database) => written(database, 16, 0, 3), "archive/corrupt"],
  ["has a page size of 0", (database) => written(database, 16, 0, 0), "archive/corrupt"],
  ["has a page size of 512 for pages of 4096", (database) => written(database, 16, 2, 0), "archive/corrupt"],
  ["has a page size of 65536", (database) => written(database, 16, 0, 1), "archive/corrupt"],
  [
    "asks for a future way of writing",
    (database) => written(database, 18, 9, 9),
    ["done", "archive/corrupt"],
  ],
  ["asks for a write-ahead log", (database) => written(database, 18, 2, 2), "done"],
  ["reserves all of each page", (database) => written(database, 20, 255), "archive/corrupt"],
  ["says that it is in UTF-16", (database) => written(database, 56, 0, 0, 0, 2), ["archive/corrupt", "done"]],
  [
    "says that it is in encoding 77",
    (database) => written(database, 56, 0, 0, 0, 77),
    ["archive/corrupt", "done"],
  ],
  [
    "says that it has 2^32 − 1 pages",
    (database) => written(database, 28, 255, 255, 255, 255),
    ["archive/corrupt", "done"],
  ],
  [
    "has a list of free pages that never ends",
    (database) => written(database, 32, 0, 0, 0, 2, 0, 0, 0, 99),
    ["done", "archive/corrupt"],
  ],
  [
    "wants to be vacuumed on its own",
    (database) => written(database, 52, 0, 0, 0, 5),
    ["done", "archive/corrupt"],
  ],
  ["has tables whose pages lead to themselves", cyclicPages, "archive/corrupt"],
  ["has tables whose pages lead round in a ring", ringOfPages, "archive/corrupt"],
  [
    "has a schema whose page leads to itself",
    (database) => {
      database[100] = 5;
      database.writeUInt16BE(0, 103);
      database.writeUInt32BE(1, 108);
      return database;
    },
    "archive/corrupt",
  ],
  [
    "has a schema of other letters",
    (database) => {
      const text = database.toString("latin1").replaceAll("CREATE TABLE", "CRXATE TABLE");
      return Buffer.from(text, "latin1");
    },
    "archive/corrupt",
  ],
  [
    "has cells beyond the end of each page",
    (database) => {
      for (const page of pagesOf(database, [13]).filter((page) => page > 0)) {
        database.writeUInt16BE(0xffff, page * PAGE_BYTES + 8);
      }
      return database;
    },
    ["archive/corrupt", "done"],
  ],
  [
    "has a thousand cells where one is",
    (database) => {
      for (const page of pagesOf(database, [13]).filter((page) => page > 0)) {
        database.writeUInt16BE(1000, page * PAGE_BYTES + 3);
      }
      return database;
    },
    ["archive/corrupt", "done"],
  ],
  [
    "has rubbish behind its header in every page",
    (database) => {
      for (let at = PAGE_BYTES + 200; at < database.length; at += 37) database[at]! ^= 0xa5;
      return database;
    },
    ["archive/corrupt", "archive/limit"],
  ],
];

/** Bits that the seeded generator of Park and Miller chooses. */
function flipped(database: Buffer, seed: number, times: number): Buffer {
  let state = seed;
  const next = (below: number) => (state = (state * 48_271) % 0x7fffffff) % below;
  for (let i = 0; i < times; i++) database[100 + next(database.length - 100)]! ^= 1 << next(8);
  return database;
}

const REFUSALS = ["done", "archive/corrupt", "archive/limit"] as const;

export const DATABASE_FILE: readonly HostileCase[] = [
  ...DAMAGED.map(
    ([what, change, opens]): HostileCase => ({
      name: `a database that ${what}`,
      make: withDatabase(change),
      opens,
      // What is not looked at when the file is opened may turn up at any later verb.
      ...([opens].flat().includes("done") && typeof opens !== "string" && { verbs: anyVerb() }),
    }),
  ),
  // Counting the members failed when a walk through them had begun: the connection could not be closed.
  ...["dbnode_id", "dbgroup_id"].map(
    (column): HostileCase => ({
      name: `a database whose index of members of groups by ${column} is broken`,
      make: withDatabase((database) =>
        brokenIndex(database, `ix_db_dbgroup_dbnodes_db_dbgroup_dbnodes_${column}`),
      ),
      opens: REFUSALS,
      verbs: anyVerb(),
    }),
  ),
  {
    name: "a database of main_0000 in an encoding that there is not",
    make: file(() => {
      const { database, objects } = archiveParts();
      const metadata = metadataText({ export_version: "main_0000" });
      return zipOf({ metadata, database: written(database, 56, 0, 0, 0, 4), objects });
    }),
    opens: REFUSALS,
    verbs: anyVerb(),
  },
  {
    name: "a text whose overflow pages lead to themselves",
    make: file(() => {
      const parts = archiveParts();
      return zipOf({ ...parts, database: cyclicOverflow() });
    }),
    opens: REFUSALS,
    verbs: anyVerb(),
  },
  ...[11, 12, 13, 14, 15, 16].map(
    (seed): HostileCase => ({
      name: `a database with ${seed * 3} flipped bits, seed ${seed}`,
      make: withDatabase((database) => flipped(database, seed, seed * 3)),
      opens: REFUSALS,
      verbs: anyVerb(),
    }),
  ),
];

/** Any named answer, verb by verb. */
function anyVerb(): NonNullable<HostileCase["verbs"]> {
  const some = [
    ...REFUSALS,
    "node/not-found",
    "file/not-found",
    "export/unsealed",
    "selection/empty",
  ] as const;
  return {
    info: some,
    nodes: some,
    show: some,
    cat: some,
    traverse: some,
    export: some,
    migrate: some,
    verify: ["problems", ...some],
  };
}
