import type { Source } from "../../archive/source.ts";
import { createMemoryDatabase, openReadOnly } from "../../db/connect.ts";
import type { ArchiveContents } from "../../db/testing/contents.ts";
import { makeArchive } from "../../db/testing/make-archive.ts";

/** 10 ─input_calc→ 20 ─create→ 30, and 40 stands alone; 20 holds engine state and files. */
export const CONTENTS: ArchiveContents = {
  users: [
    { id: 3, email: "ada@example.org" },
    { id: 9, email: "bob@example.org" },
    { id: 12, email: "nobody@example.org" },
  ],
  computers: [
    { id: 5, label: "cluster" },
    { id: 6, label: "unused" },
  ],
  authinfos: [{ user: 12, computer: 5, authParams: { username: "ada" } }],
  nodes: [
    { id: 10, attributes: '{"value": 10.0, "big": 1152921504606846976}', extras: '{"z": 1, "a": 2}' },
    {
      id: 20,
      type: "process.calculation.calcjob.CalcJobNode.",
      attributes: '{"sealed": true, "checkpoints": "code that runs", "exit_status": 0}',
      computer: 5,
      files: { "aiida.in": "input", "deep/er/file": "x".repeat(3000) },
    },
    { id: 30, files: { "aiida.out": "x".repeat(3000) }, user: 9 },
    { id: 40 },
  ],
  links: [
    [10, 20, "input_calc", "parameters"],
    [20, 30, "create", "retrieved"],
    [20, 999, "create", "gone"],
    [10, 20, "input_calc", "parameters"],
  ],
  groups: [{ id: 7, label: "mine", nodes: [30, 999], extras: { é: 1 } }],
  comments: [{ node: 30, user: 9, content: "look" }],
  logs: [{ node: 20, message: "done", metadata: '{"pathname": "/home/ada", "n": 1.0}' }],
};

/** A source whose tables allow nulls everywhere, as those of early archives do, after some statements. */
export function withLooseSchema(contents: ArchiveContents, statements: readonly string[]): Source {
  const strict = makeArchive(contents);
  const loose = createMemoryDatabase();
  loose.pragma("foreign_keys = OFF");
  const tables = strict.db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name LIKE 'db_%'")
    .all() as { name: string; sql: string }[];
  for (const { name, sql } of tables) {
    loose.exec(sql.replaceAll(" NOT NULL", ""));
    for (const row of strict.db.prepare(`SELECT * FROM ${name}`).raw().all() as unknown[][]) {
      loose.prepare(`INSERT INTO ${name} VALUES (${row.map(() => "?").join(", ")})`).run(...row);
    }
  }
  for (const statement of statements) loose.exec(statement);
  return { ...strict, db: openReadOnly(loose.serialize()) };
}
