import { countOf } from "../../components/number-text.ts";
import { Dialog } from "../../components/Dialog.tsx";

/** Drawing thousands of nodes takes a while: ask first. */
export function AskToDraw({ count, onAnswer }: { count: number; onAnswer(isWanted: boolean): void }) {
  return (
    <Dialog title={`Draw ${countOf(count, "node")}?`} isOpen onClose={() => onAnswer(false)}>
      <p>
        A picture of so many nodes takes a while to draw and moves slowly. The table shows all of them at
        once; filters and “Show ancestors” find a part worth drawing.
      </p>
      <div className="ask-buttons">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          Cancel
        </button>
        <button type="button" className="button primary" onClick={() => onAnswer(true)}>
          Draw all
        </button>
      </div>
    </Dialog>
  );
}
