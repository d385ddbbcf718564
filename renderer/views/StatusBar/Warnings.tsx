import { useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { countOf } from "../../components/number-text.ts";
import { escapeLine } from "../../../shared/text/escape.ts";

/** What the reader noticed in the file without refusing it: duplicate or unknown members. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  const [isOpen, setOpen] = useState(false);
  useCommand("show-remarks", () => setOpen(true), {
    off: warnings.length === 0 ? "there are none" : undefined,
  });
  if (warnings.length === 0) return null;
  return (
    <>
      <button type="button" className="link-button status-warnings" onClick={() => setOpen(true)}>
        {countOf(warnings.length, "remark")}
      </button>
      <Dialog title="Remarks on this file" isOpen={isOpen} onClose={() => setOpen(false)}>
        <ul className="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{escapeLine(warning)}</li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
