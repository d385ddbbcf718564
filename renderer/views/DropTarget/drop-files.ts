import { host } from "../../ipc/host.ts";
import { askAboutDrop } from "../../state/drop-request.ts";
import { notify } from "../../state/notices.ts";
import type { DropPlace } from "./use-file-drag.ts";

/** More tabs than that are not opened without a question: somebody dropped a folder. */
const OPENED_UNASKED = 3;

/** Take files that were dropped at a place. Those without a path come out of another program, and cannot be read where they are. */
export async function dropFiles(files: readonly File[], place: DropPlace): Promise<void> {
  if (files.length === 0) return notify("What was dropped is no file.");
  const { lost, ...dropped } = await window.stemma.keepDropped(files);
  if (lost > 0) {
    notify(
      files.length === 1
        ? "That file is not in a folder of this computer. Save it first, then open it."
        : `${lost} of ${files.length} files are not in a folder of this computer. Save them first, then open them.`,
      { stays: true },
    );
  }
  const { token, count, folders } = dropped;
  for (const { name, archives } of folders) {
    if (archives === 0) notify(`There are no archives in the folder “${name}”.`, { stays: true });
  }
  if (count === 0) return;
  const isFolder = folders.some(({ archives }) => archives > 0);
  if (place === "import") await host("dropped.import", { token });
  else if (place === "open" && !(isFolder && count > OPENED_UNASKED)) await host("dropped.open", { token });
  else askAboutDrop(dropped);
}
