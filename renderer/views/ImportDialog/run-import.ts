import { AppError } from "../../../shared/ipc/errors.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { libraryChanged } from "../../queries/library-changed.ts";
import type { ImportRequest } from "../../state/import-request.ts";
import { runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";
import type { ImportedFile, ImportPlan } from "./import-calls.ts";

/** Import files as a job; the library is read anew when something came, and a notice says what. */
export async function runImport(
  { sourceId, files }: ImportRequest,
  plan: ImportPlan,
  tokens: readonly string[],
): Promise<void> {
  const wanted = files.filter(({ token }) => tokens.includes(token));
  const [first] = wanted;
  if (!first) return;
  const what = wanted.length === 1 ? first.name : countOf(wanted.length, "file");
  try {
    const done = await runJob({ title: `Importing ${what}`, sourceId }, (signal, onProgress) =>
      engineCall(sourceId, "library.import", { files: [...tokens], ...plan }, { signal, onProgress }),
    );
    if (done.some(({ outcome }) => outcome)) await libraryChanged(sourceId);
    tell(done, wanted.length);
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code === "cancelled") notify("Import cancelled. The file being imported was not kept.");
    else notify(known.message, { error: known });
    // Files before the one that was given up are there.
    if (wanted.length > 1) await libraryChanged(sourceId);
  }
}

function tell(done: readonly ImportedFile[], wanted: number): void {
  const nodes = done.reduce((sum, { outcome }) => sum + (outcome?.new.nodes ?? 0), 0);
  const failed = done.find(({ error }) => error)?.error;
  const groups = done.flatMap(({ outcome }) => outcome?.importGroup?.label ?? []);
  const into = groups.length === 1 ? `, all nodes are in the group ${groups[0]}` : "";
  const imported = done.filter(({ outcome }) => outcome).length;
  if (imported > 0) {
    notify(`${countOf(nodes, "new node")} imported${into}.`, { stays: true });
  }
  if (!failed) return;
  const rest = wanted - imported - 1;
  const behind = rest > 0 ? ` ${countOf(rest, "file")} behind it were not imported.` : "";
  const error = new AppError(failed.code as AppError["code"], failed.message + behind, failed.details);
  notify(error.message, { error });
}
