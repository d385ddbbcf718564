import { AppError } from "../../shared/ipc/errors.ts";
import { notify } from "../state/notices.ts";

/** Do something that belongs to no view; its failure becomes a notice, a cancel is none. */
export async function telling(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code !== "cancelled") notify(known.message, { error: known });
  }
}
