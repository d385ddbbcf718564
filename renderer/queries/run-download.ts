import type { EngineOutput } from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Target } from "../../shared/ipc/host-contract.ts";
import { shownAddress } from "../../shared/text/web-address.ts";
import { countOf, formatBytes } from "../components/number-text.ts";
import { isDialogOpen } from "../components/open-dialogs.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { askImport, useImportRequest } from "../state/import-request.ts";
import { type JobOptions, runJob } from "../state/jobs.ts";
import { notify } from "../state/notices.ts";
import { useSources } from "../state/sources.ts";

type Downloaded = EngineOutput<"library.download">;

/** When the engine ends on the way, the next one goes on: so often. */
const ENGINES = 3;

/** Fetched files that nobody has imported or dropped, by their tokens: the tab of the library they were fetched for. */
const waiting = new Map<string, string>();

/**
 * Fetch files from addresses into the library, each as a job, and ask how they are to be imported when all have come. One
 * that cannot be fetched says why, and the others come.
 */
export async function runDownloads(addresses: readonly string[]): Promise<void> {
  const library = await host("library.tab", {});
  if (!library) return;
  const { sourceId } = library;
  const got = await Promise.all(addresses.map((address) => fetched(sourceId, address)));
  const files = got.filter((file) => file !== null);
  if (files.length === 0) return;
  const ask = () => askImport({ sourceId, files, chosen: {} });
  const isAsking = useImportRequest.getState().request !== null;
  if (isAsking || !isDialogOpen()) return ask();
  const what = files.length === 1 ? files[0]!.name : countOf(files.length, "file");
  notify(`${what} can be imported now.`, {
    action: {
      label: "Import…",
      run: (close) => {
        close();
        ask();
      },
    },
    stays: true,
  });
}

/** One file, as a file to import; null when it was cancelled or could not be fetched, which has been said. */
async function fetched(sourceId: string, address: string): Promise<Target | null> {
  const job: JobOptions<Downloaded> = {
    title: `Downloading ${nameOf(address)}`,
    endedTitle: `Download of ${nameOf(address)}`,
    sourceId,
    result: ({ sizeBytes }) => ({ text: `${formatBytes(sizeBytes)} came from ${shownAddress(address)}.` }),
    cancelled: "Cancelled. Nothing of it was kept.",
    onFailure: () => [{ label: "Try again", run: () => void runDownloads([address]) }],
  };
  try {
    const {
      token,
      name,
      shownAddress: shownPath,
    } = await runJob(job, (signal, onProgress) => download(sourceId, address, { signal, onProgress }));
    waiting.set(token, sourceId);
    return { token, name, shownPath };
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : new AppError("internal", String(thrown));
    if (error.code === "cancelled") notify("Download cancelled.");
    else {
      const again = (close: () => void) => {
        close();
        void runDownloads([address]);
      };
      notify(error.message, { error, action: { label: "Try again", run: again } });
    }
    return null;
  }
}

async function download(
  sourceId: string,
  address: string,
  options: Parameters<typeof engineCall<"library.download">>[3],
): Promise<Downloaded> {
  for (let engine = 1; ; engine++) {
    try {
      return await engineCall(sourceId, "library.download", { address }, options);
    } catch (error) {
      const isEngine = error instanceof AppError && error.code === "engine/crashed";
      const tab = useSources.getState().tabs.find(({ info }) => info.sourceId === sourceId);
      if (isEngine && !tab) throw new AppError("cancelled", "Cancelled.");
      if (!isEngine || engine === ENGINES || tab?.status === "lost" || tab?.status === "failed") throw error;
    }
  }
}

/** The last part of an address, as people call the file. */
function nameOf(address: string): string {
  const { hostname, pathname } = new URL(address);
  const last = pathname.split("/").findLast((part) => part !== "");
  return last === undefined ? hostname : last.slice(0, 100);
}

/** A file that was fetched is being imported: it stays. */
export function keepDownload(token: string): void {
  waiting.delete(token);
}

/** Remove a file that was fetched, if it is one; it has been imported, or nobody wants it. */
export function dropDownload(sourceId: string, token: string): void {
  waiting.delete(token);
  // It goes with the app at the latest: that it could not be removed now hurts nobody.
  engineCall(sourceId, "library.dropDownload", { token }).catch(() => undefined);
}

/** What was fetched and then taken out of the import dialog, or not imported at all, is removed. Call once. */
export function dropUnwantedDownloads(): void {
  useImportRequest.subscribe(({ request }, before) => {
    const asked = new Set(request?.files.map(({ token }) => token));
    const gone = before.request?.files.filter(({ token }) => !asked.has(token)) ?? [];
    // Whoever imports closes the dialog first.
    setTimeout(() => {
      for (const { token } of gone) {
        const sourceId = waiting.get(token);
        if (sourceId !== undefined) dropDownload(sourceId, token);
      }
    });
  });
}
