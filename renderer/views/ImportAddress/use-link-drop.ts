import { useEffect } from "react";
import { isWebAddress } from "../../../shared/text/web-address.ts";
import { isDialogOpen } from "../../components/open-dialogs.ts";
import { askForAddress } from "../../state/address-request.ts";
import { notify } from "../../state/notices.ts";

/**
 * A link that is dragged out of a browser, or a text with an address, dropped on the window: the dialog asks whether to import
 * from there. Fields for text take what is dropped on them themselves.
 */
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
      if (isDialogOpen()) return;
      const links = linksOf(event.dataTransfer?.getData("text/uri-list") ?? "");
      const found = links.length > 0 ? links : addressesIn(event.dataTransfer?.getData("text/plain") ?? "");
      if (found.length > 0) askForAddress(found.join(" "));
      else notify("What was dropped is no file and no address that begins with https:// or http://.");
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

function holdsLink({ dataTransfer, target }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  if (types.includes("Files") || (target instanceof Element && target.matches("input, textarea")))
    return false;
  return types.includes("text/uri-list") || types.includes("text/plain");
}

/** The addresses of a list of links (RFC 2483: a line each, remarks behind #). */
export function linksOf(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => isWebAddress(line));
}

/** The addresses in a text that somebody marked and dragged. */
export function addressesIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => isWebAddress(word));
}
