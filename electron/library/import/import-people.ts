import type { JobProgress } from "../../archive/source.ts";
import { bringRows } from "./bring-rows.ts";
import { freeLabels } from "./free-labels.ts";
import { type ImportRun, mapped } from "./import-run.ts";

const LABEL_COLUMN = 2;

/** Users are the same when their e-mails are. Those that the store has stay as they are. */
export function* importUsers(run: ImportRun): Generator<JobProgress, void> {
  const known = new Map(run.library.users());
  let nextId = run.library.nextId("db_dbuser");
  const all = [...everyId(run)];
  const missing: number[] = [];
  for (const [id, email] of all) {
    const storeId = known.get(email);
    if (storeId !== undefined) {
      run.users.set(id, storeId);
      run.existing.users++;
      continue;
    }
    run.users.set(id, nextId);
    known.set(email, nextId++);
    missing.push(id);
  }
  for (const row of run.rows.rows("db_dbuser", missing, run.now)) {
    row.pop();
    row[0] = run.users.get(row[0] as number)!;
    run.writes.row("db_dbuser", row);
    run.fresh.users++;
  }
  yield { phase: "importing users", done: all.length, total: all.length, unit: "steps" };
}

function* everyId(run: ImportRun): Generator<[number, string]> {
  for (let after = -1; ; ) {
    const slice = run.reads.ids("db_dbuser", after, 1000);
    yield* slice;
    if (slice.length < 1000) return;
    after = slice.at(-1)![0];
  }
}

/** Computers are the same when their UUIDs are, whatever their labels. A new one whose label is taken gets another. */
export function* importComputers(run: ImportRun): Generator<JobProgress, void> {
  let labels: ReadonlyMap<number, string> | null = null;
  const fresh: number[] = [];
  const note = (id: number, storeId: number) => void run.computers.set(id, storeId);
  yield* bringRows(run, {
    table: "db_dbcomputer",
    kind: "computers",
    transform(row, id) {
      labels ??= freeLabels(run, "db_dbcomputer", fresh);
      row[LABEL_COLUMN] = labels.get(id)!;
    },
    onExisting: note,
    onNew(id, storeId) {
      fresh.push(id);
      note(id, storeId);
    },
  });
}

/** How users reach computers: one for each pair, and the store's own goes before. */
export function* importAuthinfos(run: ImportRun): Generator<JobProgress, void> {
  let nextId = run.library.nextId("db_dbauthinfo");
  const ids = run.reads.ids("db_dbauthinfo", -1, 1_000_000).map(([id]) => id);
  for (const row of run.rows.rows("db_dbauthinfo", ids, run.now)) {
    row.pop();
    const of = `Authinfo ${row[0]}`;
    const user = mapped(run.users, row[1], "user", of);
    const computer = mapped(run.computers, row[2], "computer", of);
    if (run.library.hasAuthinfo(user, computer)) {
      run.existing.authinfos++;
      continue;
    }
    run.writes.row("db_dbauthinfo", [nextId++, user, computer, ...row.slice(3)]);
    run.fresh.authinfos++;
  }
  yield { phase: "importing authinfos", done: ids.length, total: ids.length, unit: "steps" };
}
