import { useEffect } from "react";
import { isWebAddress } from "../../../shared/text/web-address.ts";
import { isDialogOpen } from "../../components/open-dialogs.ts";
import { askForAddress } from "../../state/address-request.ts";

/** A link that is dragged out of a browser and dropped on the window: the dialog asks whether to import from there. */
export function useLinkDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!holdsLink(event)) return;
      event.preventDefault(); // it is taken here; who takes files leaves it alone
      if (event.dataTransfer) event.dataTransfer.dropEffect = isDialogOpen() ? "none" : "copy";
    };
    const drop = (event: DragEvent) => {
      if (!holdsLink(event)) return;
      event.preventDefault();
      const links = linksOf(event.dataTransfer?.getData("text/uri-list") ?? "");
      if (links.length > 0 && !isDialogOpen()) askForAddress(links.join(" "));
    };
    // Before the parts of the window, which take files and what is dragged inside of it.
    window.addEventListener("dragenter", over, true);
    window.addEventListener("dragover", over, true);
    window.addEventListener("drop", drop, true);
    return () => {
      window.removeEventListener("dragenter", over, true);
      window.removeEventListener("dragover", over, true);
      window.removeEventListener("drop", drop, true);
    };
  }, []);
}

function holdsLink({ dataTransfer }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  return types.includes("text/uri-list") && !types.includes("Files");
}

/** The addresses of a list of links (RFC 2483: a line each, remarks behind #). */
export function linksOf(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => isWebAddress(line));
}
