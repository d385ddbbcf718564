import { escapeLine } from "../../../shared/text/escape.ts";
import { undoReasonText } from "../../../shared/text/undo-words.ts";
import { nodeTable } from "../../db/node-table.ts";
import { listHistory } from "../../library/history/list-history.ts";
import { unreadableText } from "../../library/history/read-history.ts";
import { readRecords } from "../../library/history/read-records.ts";
import { undoImport, type UndoCounts } from "../../library/history/undo-import.ts";
import { previewUndo } from "../../library/history/undo-preview.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { usage } from "../arguments.ts";
import { changeStore } from "../edit-store.ts";
import { countLines, countText, textTable } from "../text.ts";
import type { CliIo } from "../verb.ts";
import { withSource } from "../with-source.ts";

const MOST_TOLD = 3;

/** `stemma store history`: the imports into a store, newest first. */
export async function printHistory(store: string, io: CliIo): Promise<number> {
  const entries = await withSource(store, io, async (source) =>
    listHistory(source, await nodeTable(source.db).nodeIds(io.job)),
  );
  const { unreadable } = readRecords(store);
  for (const record of unreadable.slice(0, MOST_TOLD)) io.warn(`warning: ${unreadableText(record)}`);
  if (unreadable.length > MOST_TOLD)
    io.warn(`warning: so it is with ${countText(unreadable.length - MOST_TOLD, "other import")}`);
  if (io.json) {
    await io.printJson(
      entries.map(({ file, new: fresh, existing, changed, options, ...entry }) => ({
        ...entry,
        file: { ...file },
        options: {
          ...options,
          group: typeof options.group === "string" ? options.group : { ...options.group },
        },
        new: { ...fresh },
        existing: { ...existing },
        changed: { ...changed },
        importGroup: entry.importGroup && { ...entry.importGroup },
      })),
    );
  } else if (entries.length === 0) await io.write("Nothing was imported yet.\n");
  else {
    await io.write(
      textTable(
        [
          { title: "import", alignRight: true },
          { title: "when" },
          { title: "new nodes", alignRight: true },
          { title: "left", alignRight: true },
          { title: "file", maxWidth: 80 },
        ],
        entries.map((entry) => [
          String(entry.importId),
          entry.at.slice(0, 19).replace("T", " "),
          shownNumber(entry.new.nodes),
          entry.undoneAt === null ? shownNumber(entry.nodesLeft) : "undone",
          entry.file.path,
        ]),
      ),
    );
  }
  return 0;
}

const shownNumber = (count: number) => count.toLocaleString("en");

/** `stemma store undo`: take out what one import brought. */
export async function undo(store: string, name: string, isDry: boolean, io: CliIo): Promise<number> {
  if (!/^\d{1,9}$/.test(name)) {
    throw usage(`"${name}" is no import: \`stemma store history\` lists them with their numbers.`);
  }
  const importId = Number(name);
  if (isDry) return preview(store, importId, io);
  const outcome = await changeStore(store, io, async (library) => {
    const { outcome, settle } = await undoImport(library, importId, io.job);
    await library.commit();
    settle();
    return outcome;
  });
  const { removed, restored, stay } = outcome;
  if (io.json) {
    await io.printJson({
      ...outcome,
      dryRun: false,
      removed: { ...removed },
      restored: { ...restored },
      stay: { ...stay },
    });
  } else await io.write(`Undid import ${importId}\n${lines(outcome)}`);
  return 0;
}

async function preview(store: string, importId: number, io: CliIo): Promise<number> {
  const found = await withSource(store, io, (source) =>
    runInSlices(previewUndo(source.db, source.path, importId), io.job),
  );
  const { removed, restored, stay, reasons } = found;
  if (io.json) {
    await io.printJson({
      ...found,
      dryRun: true,
      removed: { ...removed },
      restored: { ...restored },
      stay: { ...stay },
      reasons: reasons.map((reason) => ({ ...reason })),
    });
  } else if (reasons.length > 0) {
    const why = reasons.map((reason) => `  ${escapeLine(undoReasonText(reason))}\n`);
    await io.write(`Import ${importId} cannot be undone:\n${why.join("")}`);
  } else await io.write(`Would undo import ${importId}\n${lines(found)}`);
  return reasons.length > 0 ? 1 : 0;
}

function lines({
  removed,
  restored,
  changedSince,
  stay,
}: {
  removed: UndoCounts;
  restored: { extras: number; comments: number };
  changedSince: number;
  stay: { users: number; computers: number };
}): string {
  const gone = Object.entries(removed).filter(([, count]) => count > 0);
  return [
    gone.length > 0 ? `removed\n${countLines(gone)}` : "nothing of it was left to remove\n",
    restored.extras > 0 ? `extras as before: ${restored.extras}\n` : "",
    restored.comments > 0 ? `comments as before: ${restored.comments}\n` : "",
    changedSince > 0 ? `changed again since, and left: ${changedSince}\n` : "",
    stay.users > 0 ? `users that others need: ${stay.users}\n` : "",
    stay.computers > 0 ? `computers that others need: ${stay.computers}\n` : "",
  ].join("");
}
