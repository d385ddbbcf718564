import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from "react";

interface TourCardProps {
  ref: RefObject<HTMLDivElement | null>;
  heading: string;
  /** "Step 3 of 7". */
  place: string;
  /** False: the person is busy elsewhere, and the focus stays there. */
  takesFocus: boolean;
  children: ReactNode;
  buttons: ReactNode;
  onNext: () => void;
  onSkip: () => void;
}

/**
 * The small window of the tour. Not modal: everything else stays in use. The focus comes to each new card, so that it is
 * read; Enter goes on, Escape leaves the tour, F6 goes to the window and comes back.
 */
export function TourCard(props: TourCardProps) {
  const { ref, heading, place, takesFocus, children, buttons, onNext, onSkip } = props;
  const title = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    if (takesFocus) title.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onSkip();
    else if (event.key === "Enter" && event.target === title.current) onNext();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={ref}
      role="dialog"
      aria-modal="false"
      aria-label="Tour"
      className="tour-card"
      onKeyDown={onKeyDown}
    >
      <p id={`${id}-place`} className="tour-place">
        {place}
      </p>
      <h2 ref={title} tabIndex={-1} className="tour-heading" aria-describedby={`${id}-place ${id}`}>
        {heading}
      </h2>
      <div id={id} className="tour-text">
        {children}
      </div>
      <div className="tour-buttons">{buttons}</div>
    </div>
  );
}
