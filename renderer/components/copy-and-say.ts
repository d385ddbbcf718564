import { notify } from "../state/notices.ts";
import { copyText } from "./CopyButton.tsx";

/** Put a text on the clipboard and say so: "Copied the path." */
export async function copyAndSay(text: string, what: string): Promise<void> {
  if (await copyText(text)) notify(`Copied ${what}.`);
}
