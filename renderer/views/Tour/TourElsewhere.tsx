import { useRef } from "react";
import { TourCard } from "./TourCard.tsx";
import { useFocusKey } from "./use-focus-key.ts";
import { usePointing } from "./use-pointing.ts";

const NOWHERE = () => null;

/** The tour while another tab is in front: it waits. */
export function TourElsewhere({ onReturn, onSkip }: { onReturn: () => void; onSkip: () => void }) {
  const card = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  usePointing(NOWHERE, card, ring);
  useFocusKey(NOWHERE);
  return (
    <>
      <div ref={ring} className="tour-ring" aria-hidden="true" hidden />
      <TourCard
        ref={card}
        heading="The tour waits"
        place="Paused"
        takesFocus={false}
        onNext={onReturn}
        onSkip={onSkip}
        buttons={
          <>
            <button type="button" className="link-button tour-skip" onClick={onSkip}>
              Skip the tour
            </button>
            <button type="button" className="button primary" onClick={onReturn}>
              Back to the sample
            </button>
          </>
        }
      >
        <p>It goes on in the tab of the sample.</p>
      </TourCard>
    </>
  );
}
