import type { EngineInput, EngineOutput } from "../../shared/ipc/engine-contract.ts";
import { AppError, type ErrorCode } from "../../shared/ipc/errors.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { forgetGroup } from "../state/forget-group.ts";
import { runJob } from "../state/jobs.ts";
import { notify } from "../state/notices.ts";
import { viewActions } from "../state/source-view.ts";
import type { StepEdit } from "../state/undo-steps.ts";
import { libraryChanged } from "./library-changed.ts";

export type LibraryEdit = EngineInput<"library.edit">["edits"][number];
type EditOutcome = EngineOutput<"library.edit">;

/** So many nodes take long enough to be worth a line among the jobs. */
const JOB_NODES = 20_000;

/**
 * Change the library; all views then show it, and it is a step of Undo under this label ("rename group").
 * @throws AppError What the form shows beside its field.
 */
export async function editLibrary(
  sourceId: string,
  label: string,
  edits: LibraryEdit[],
): Promise<EditOutcome> {
  const nodes = edits.reduce((sum, edit) => sum + ("nodeIds" in edit ? edit.nodeIds.length : 0), 0);
  const outcome = await asJob(sourceId, label, nodes, (signal, onProgress) =>
    engineCall(sourceId, "library.edit", { edits }, { signal, onProgress }),
  );
  if (outcome.swaps.length > 0) {
    forgetGone(sourceId, outcome.swaps, "redo");
    viewActions(sourceId).didEdit(label, stepOf(sourceId, label, outcome.swaps));
    await libraryChanged(sourceId);
  }
  return outcome;
}

/** As `editLibrary`, for what stands in no form: a failure is told in a notice, and gives null. */
export async function editOrTell(
  sourceId: string,
  label: string,
  edits: LibraryEdit[],
): Promise<EditOutcome | null> {
  try {
    return await editLibrary(sourceId, label, edits);
  } catch (error) {
    tell(error);
    return null;
  }
}

/** What an edit left can never be found again: trying later would not help. */
const FINAL: readonly ErrorCode[] = [
  "import/validation",
  "import/uniqueness",
  "group/not-found",
  "node/not-found",
  "ipc/bad-request",
];

function stepOf(sourceId: string, label: string, swaps: EditOutcome["swaps"]): StepEdit {
  const nodes = swaps.reduce((sum, swap) => sum + (swap.table === "members" ? swap.rows.length : 1), 0);
  return {
    async swap(direction) {
      try {
        const title = direction === "undo" ? `undo ${label}` : label;
        await asJob(sourceId, title, nodes, (signal, onProgress) =>
          engineCall(sourceId, "library.swap", { swaps, direction }, { signal, onProgress }),
        );
        forgetGone(sourceId, swaps, direction);
        await libraryChanged(sourceId);
        return "done";
      } catch (error) {
        const { code } = tell(error);
        return FINAL.includes(code) ? "never" : "later";
      }
    },
  };
}

/** Groups that are gone now leave basket and filters, before these are worked out anew. */
function forgetGone(sourceId: string, swaps: EditOutcome["swaps"], direction: "undo" | "redo"): void {
  for (const swap of swaps) {
    if (swap.table !== "group") continue;
    const [was, is] = direction === "undo" ? [swap.after, swap.before] : [swap.before, swap.after];
    if (was && !is) forgetGroup(sourceId, { groupId: was.id, uuid: swap.uuid });
  }
}

type Work<T> = Parameters<typeof runJob<T>>[1];

function asJob<T>(sourceId: string, label: string, nodes: number, work: Work<T>): Promise<T> {
  if (nodes < JOB_NODES) return work(new AbortController().signal, () => undefined);
  return runJob({ title: `${label.charAt(0).toUpperCase()}${label.slice(1)}`, sourceId }, work);
}

function tell(error: unknown): AppError {
  const known = error instanceof AppError ? error : new AppError("internal", String(error));
  if (known.code !== "cancelled") notify(known.message, { error: known });
  return known;
}
