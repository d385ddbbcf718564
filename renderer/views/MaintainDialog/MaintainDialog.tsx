import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { FactList } from "../../components/FactList.tsx";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId } from "../../state/source-view.ts";
import { type MaintainOutcome, runMaintain } from "./run-maintain.ts";
import "./MaintainDialog.css";

/** What bringing the library into order would do, and how much it would free. */
export function MaintainDialog() {
  const [isOpen, setOpen] = useState(false);
  useCommand("maintain-library", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title="Maintain library" isOpen={isOpen} onClose={close} className="maintain-dialog">
      {isOpen && <MaintainForm onClose={close} />}
    </Dialog>
  );
}

function MaintainForm({ onClose }: { onClose: () => void }) {
  const sourceId = useSourceId();
  const [full, setFull] = useState(false);
  const preview = useQuery({
    ...engineQuery(sourceId, "library.maintain", { dryRun: true, full }),
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onClose();
        void runMaintain(sourceId, full);
      }}
    >
      <p className="maintain-text">
        Puts files that lie each by themselves into packs, and removes contents that no node names and what
        interrupted work has left. Nodes do not change. Others can read the library meanwhile, but not write
        to it.
      </p>
      <label className="maintain-full">
        <input
          type="checkbox"
          checked={full}
          data-first-focus=""
          onChange={(event) => setFull(event.target.checked)}
        />
        <span>
          Full: also write packs and databases anew, without gaps
          <span className="maintain-note">Nobody else may use the library: end AiiDA first.</span>
        </span>
      </label>
      {preview.error ? (
        <ErrorNotice
          error={preview.error}
          action={{ label: "Try again", run: () => void preview.refetch() }}
        />
      ) : preview.data ? (
        <div role="status" aria-label="What would be done" aria-busy={preview.isPlaceholderData}>
          <FactList facts={factsOf(preview.data, full)} />
        </div>
      ) : (
        <ProgressLine progress={null} label="Looking through the library" />
      )}
      <div className="maintain-buttons">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!preview.data}>
          Maintain
        </button>
      </div>
    </form>
  );
}

function factsOf(outcome: MaintainOutcome, full: boolean): [string, string | null][] {
  const { orphansKept, packsRewritten, bytesInGaps, bytesFreed } = outcome;
  const tally = ({ count, bytes }: { count: number; bytes: number }) =>
    count === 0 ? "none" : `${countOf(count, "file")}, ${formatBytes(bytes)}`;
  return [
    ["Go into packs", tally(outcome.loosePacked)],
    ["Named by no node", tally(outcome.orphansRemoved)],
    ["Named by no node, but new: stay", orphansKept.count > 0 ? tally(orphansKept) : null],
    ["There twice", tally(outcome.duplicatesRemoved)],
    ["Left over", tally(outcome.leftoversRemoved)],
    ["Packs written anew", full ? countOf(packsRewritten, "pack") : null],
    ["Becomes free", bytesFreed === 0 ? "none" : formatBytes(bytesFreed)],
    ["More with a full one", !full && bytesInGaps > 0 ? formatBytes(bytesInGaps) : null],
  ];
}
