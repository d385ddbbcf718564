import { AppError } from "../../../../shared/ipc/errors.ts";
import { formatBytes } from "../../../components/number-text.ts";
import type { FileRef } from "./view/file-ref.ts";
import { engineCall } from "../../../ipc/engine-client.ts";
import { host } from "../../../ipc/host.ts";
import { type JobOptions, runJob } from "../../../state/jobs.ts";
import { notify } from "../../../state/notices.ts";

/** Ask where to, write the file there as a job, and say so. */
export async function saveFile(sourceId: string, { nodeId, path }: FileRef): Promise<void> {
  const suggestedName = baseName(path).slice(-200) || "file";
  try {
    const target = await host("targets.choose", { kind: "file", suggestedName, sourceId });
    if (!target) return;
    const show = {
      label: "Show in folder",
      run: () => void host("targets.showInFolder", { token: target.token }),
    };
    const job: JobOptions<{ bytes: number }> = {
      title: `Saving ${target.name}`,
      sourceId,
      result: ({ bytes: size }) => ({ text: `${formatBytes(size)} written.`, actions: [show] }),
    };
    const { bytes } = await runJob(job, (signal, onProgress) =>
      engineCall(sourceId, "file.save", { nodeId, path, target: target.token }, { signal, onProgress }),
    );
    notify(`Saved ${target.name}, ${formatBytes(bytes)}.`, { action: show });
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code !== "cancelled") notify(known.message, { error: known });
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
