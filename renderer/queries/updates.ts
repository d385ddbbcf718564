import { AppError } from "../../shared/ipc/errors.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";

/** Ask for a newer version because the person wants to know; whatever the answer is, it is said. */
export async function checkUpdates(): Promise<void> {
  try {
    const { state, current, newest, canOpen } = await host("updates.check", {});
    if (state === "newer" && newest) tellUpdate(newest, canOpen);
    else if (state === "current") notify(`Stemma ${current} is the newest version.`);
    else
      notify(
        `This build, Stemma ${current}, has no address to ask for newer versions. Look where you got it from.`,
        { stays: true },
      );
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    notify(known.message, { error: known });
  }
}

/** Say that there is a newer version, with a way to its page. */
export function tellUpdate(version: string, canOpen: boolean): void {
  const action = canOpen
    ? { label: "Open its page", run: () => void host("updates.openPage", {}) }
    : undefined;
  notify(`Stemma ${version} is there. You have an older one.`, { action, stays: true });
}
