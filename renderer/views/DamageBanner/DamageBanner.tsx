import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { lossWords } from "../../../shared/text/losses.ts";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { FactList } from "../../components/FactList.tsx";
import { formatCount } from "../../components/number-text.ts";
import type { SourceTab } from "../../state/sources.ts";
import "./DamageBanner.css";

type Losses = NonNullable<NonNullable<SourceTab["summary"]>["losses"]>;

/** Says of a damaged file that was opened in part what is lost, for as long as it is open. */
export function DamageBanner({ tab }: { tab: SourceTab }) {
  const [isOpen, setOpen] = useState(false);
  const losses = tab.summary?.losses ?? null;
  useCommand("show-losses", () => setOpen(true), { off: losses === null ? "nothing is lost" : undefined });
  if (losses === null) return null;
  return (
    <section aria-label="Damaged file" className="damage-banner">
      <TriangleAlert size={14} aria-hidden="true" />
      <span className="selectable">
        <b>Damaged file:</b> {lossWords(losses)}
      </span>
      <button type="button" className="button is-small" onClick={() => setOpen(true)}>
        Show what is lost
      </button>
      <Dialog title="What is lost" isOpen={isOpen} onClose={() => setOpen(false)} className="what-is-lost">
        <LossList losses={losses} />
      </Dialog>
    </section>
  );
}

function LossList({ losses }: { losses: Losses }) {
  const number = (count: number) => `${losses.isAtLeast ? "at least " : ""}${formatCount(count)}`;
  return (
    <>
      <p>
        What you see was read and checked; the file itself is as it was. An export of it says in a comment
        what is missing.
      </p>
      <FactList
        facts={[
          ["Nodes without files", number(losses.nodesWithoutFiles)],
          ["File contents lost", number(losses.objectsLost)],
          ["Links dropped", number(losses.linksDropped)],
          ["Rows skipped", number(losses.rowsSkipped)],
          ["Values emptied", losses.valuesEmptied > 0 ? formatCount(losses.valuesEmptied) : null],
        ]}
      />
      <h3 className="section-heading">What was found</h3>
      <ul className="loss-findings selectable">
        {losses.findings.map((finding) => (
          <li key={finding}>{escapeLine(finding)}</li>
        ))}
      </ul>
    </>
  );
}
