import { Check } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { AppError } from "../../../shared/ipc/errors.ts";
import { notify } from "../../state/notices.ts";
import { useSourceId, viewOf } from "../../state/source-view.ts";
import { TOUR_STEPS, type TourStep } from "./tour-steps.ts";
import { TourCard } from "./TourCard.tsx";
import { useFocusKey } from "./use-focus-key.ts";
import { usePointing } from "./use-pointing.ts";

interface TourAtStepProps {
  /** From 0. */
  index: number;
  takesFocus: boolean;
  onMove: (index: number) => void;
  onSkip: () => void;
  onFinish: () => void;
}

/** One step of the tour: a ring around the part that it is about, and the card beside it. */
export function TourAtStep({ index, takesFocus, onMove, onSkip, onFinish }: TourAtStepProps) {
  const step = TOUR_STEPS[index]!; // the tour counts within its steps
  const card = useRef<HTMLDivElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const nextButton = useRef<HTMLButtonElement>(null);
  const isThere = usePointing(step.part, card, ring, step.side);
  const [isDone, act] = useTask(step);
  useFocusKey(step.part, step.control);
  const isLast = index === TOUR_STEPS.length - 1;
  const next = isLast ? onFinish : () => onMove(index + 1);
  return (
    <>
      <div ref={ring} className="tour-ring" aria-hidden="true" hidden />
      <TourCard
        ref={card}
        heading={step.heading}
        place={`Step ${index + 1} of ${TOUR_STEPS.length}`}
        takesFocus={takesFocus}
        onNext={next}
        onSkip={onSkip}
        buttons={
          <>
            {!isLast && (
              <button type="button" className="link-button tour-skip" onClick={onSkip}>
                Skip the tour
              </button>
            )}
            {index > 0 && (
              <button type="button" className="button" onClick={() => onMove(index - 1)}>
                Back
              </button>
            )}
            <button ref={nextButton} type="button" className="button primary" onClick={next}>
              {isLast ? "Finish" : "Next"}
            </button>
          </>
        }
      >
        <p>{isThere ? step.text : (step.missing ?? step.text)}</p>
        {step.task && (
          <p className="tour-task">
            {step.task}{" "}
            {!isDone && (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  nextButton.current?.focus(); // this button goes away
                  act();
                }}
              >
                Do it for me
              </button>
            )}
          </p>
        )}
        {index === 0 && (
          <p className="tour-keys">
            The window stays in use meanwhile. F6 goes from here to it and back, Escape leaves the tour.
          </p>
        )}
        <p role="status" className="tour-done">
          {isDone && (
            <>
              <Check size={14} aria-hidden="true" /> Done. Go on with Next.
            </>
          )}
        </p>
      </TourCard>
    </>
  );
}

/** Whether the person has done what the step asks for, and a way to have it done. Once done it stays so. */
function useTask(step: TourStep): [isDone: boolean, act: () => void] {
  const sourceId = useSourceId();
  const [before] = useState(() => viewOf(sourceId).getState());
  const [isDone, setDone] = useState(step.isDone?.(before, before) === true);
  useEffect(
    () => viewOf(sourceId).subscribe((view) => step.isDone?.(view, before) === true && setDone(true)),
    [before, sourceId, step],
  );
  const act = () =>
    void step.act?.(sourceId).catch((error: unknown) => {
      const known = error instanceof AppError ? error : new AppError("internal", String(error));
      notify(known.message, { error: known });
    });
  return [isDone, act];
}
