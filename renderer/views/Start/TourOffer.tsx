import { runCommand } from "../../commands/commands.ts";
import { changeLayout, useLayout } from "../../state/layout.ts";

/** A line that offers the tour, once: whoever took it or said no is not asked again. */
export function TourOffer() {
  const isRead = useLayout((layout) => layout !== useLayout.getInitialState()); // before that nobody knows
  const isSeen = useLayout((layout) => layout.flags.tourSeen === true);
  if (!isRead || isSeen) return null;
  return (
    <p className="start-tour">
      New here? Take the tour (2 minutes).
      <button
        type="button"
        className="button is-small"
        aria-label="Start the tour"
        onClick={() => runCommand("tour")}
      >
        Start
      </button>
      <button
        type="button"
        className="link-button"
        onClick={({ currentTarget }) => {
          currentTarget.closest("main")?.querySelector("button")?.focus(); // this button goes away
          void changeLayout({ flags: { tourSeen: true } });
        }}
      >
        Not now
      </button>
    </p>
  );
}
