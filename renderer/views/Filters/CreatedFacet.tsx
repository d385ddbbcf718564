import { useId } from "react";
import { countOf } from "../../components/number-text.ts";
import { exactTime } from "../../components/time-text.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import { createdText, isOfOneDay } from "../../components/created-text.ts";
import { filterOfSpan, type Span, spanOf } from "./created-span.ts";
import type { Facets } from "./filter-change.ts";

/** When the nodes were made: a picture of how many when, and two ends that narrow the time. */
export function CreatedFacet({ bins }: { bins: Facets["created"] }) {
  const headingId = useId();
  const filter = useView((view) => view.filter);
  const { setFilter } = useViewActions();
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return null;

  const span = spanOf(bins, filter);
  const oneDay = isOfOneDay(first.from, last.to);
  const borders = [...bins.map((bin) => bin.from), last.to];
  const text = (border: number) => createdText(borders[border] ?? "", oneDay);
  const set = (next: Span) => setFilter(filterOfSpan(filter, bins, next));
  return (
    <div role="group" aria-labelledby={headingId} className="facet">
      <h3 id={headingId} className="section-heading">
        Created
      </h3>
      <Bars bins={bins} span={span} text={text} />
      {bins.length > 1 && (
        <div className="created-ends">
          <input
            type="range"
            aria-label="From"
            aria-valuetext={text(span.from)}
            min={0}
            max={bins.length}
            value={span.from}
            onChange={(event) => set({ ...span, from: Math.min(Number(event.target.value), span.to - 1) })}
          />
          <input
            type="range"
            aria-label="To"
            aria-valuetext={text(span.to)}
            min={0}
            max={bins.length}
            value={span.to}
            onChange={(event) => set({ ...span, to: Math.max(Number(event.target.value), span.from + 1) })}
          />
        </div>
      )}
      <p className="created-times">
        <span title={exactTime(borders[span.from] ?? "")}>{text(span.from)}</span>
        {text(span.from) !== text(span.to) && (
          <span title={exactTime(borders[span.to] ?? "")}>{text(span.to)}</span>
        )}
      </p>
    </div>
  );
}

interface BarsProps {
  bins: Facets["created"];
  span: Span;
  text: (border: number) => string;
}

function Bars({ bins, span, text }: BarsProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <div className="created-bars" aria-hidden="true">
      {bins.map(({ from, count }, i) => (
        <div
          key={from}
          className={i >= span.from && i < span.to ? "created-bar" : "created-bar is-out"}
          title={`${text(i)} – ${text(i + 1)}: ${countOf(count, "node")}`}
        >
          {count > 0 && <div style={{ height: `max(2px, ${(count / most) * 100}%)` }} />}
        </div>
      ))}
    </div>
  );
}
