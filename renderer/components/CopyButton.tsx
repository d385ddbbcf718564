import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { AppError } from "../../shared/ipc/errors.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";

const SHOWN_MS = 1500; // how long the tick stays

interface CopyButtonProps {
  /** Accessible name: "Copy UUID". */
  label: string;
  text: string | (() => Promise<string>);
}

/** Puts a text on the clipboard; a tick says that it is there. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => setCopied(await copyText(text));
  return (
    <button
      type="button"
      className={isCopied ? "icon-button copy-button is-done" : "icon-button copy-button"}
      aria-label={label}
      title={isCopied ? "Copied" : label}
      onClick={() => void copy()}
    >
      {isCopied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
    </button>
  );
}

/** Write to the clipboard; a failure becomes a notice. True if the text is there. */
export async function copyText(text: CopyButtonProps["text"]): Promise<boolean> {
  try {
    await host("clipboard.write", { text: typeof text === "string" ? text : await text() });
    return true;
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    notify(known.message, { error: known });
    return false;
  }
}
