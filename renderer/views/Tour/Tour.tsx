import { useEffect, useRef, useState } from "react";
import { AppError } from "../../../shared/ipc/errors.ts";
import { useCommand } from "../../commands/commands.ts";
import { changeLayout } from "../../state/layout.ts";
import { notify } from "../../state/notices.ts";
import { SourceContext } from "../../state/source-view.ts";
import { activateTab, useSources } from "../../state/sources.ts";
import { TourAtStep } from "./TourAtStep.tsx";
import { TourElsewhere } from "./TourElsewhere.tsx";
import { openSample } from "./open-sample.ts";
import "./Tour.css";

/** Where the tour is. */
interface Run {
  /** The tab of the sample. */
  sourceId: string;
  index: number;
  /** What had the focus before. */
  from: Element | null;
  /** False after the person went to another tab: the focus is where they work. */
  takesFocus: boolean;
}

/** The tour of the first minutes, on the sample. It points and tells; whatever is changed, the person changes. */
export function Tour() {
  const [run, setRun] = useState<Run | null>(null);
  const isStarting = useRef(false);
  const start = async () => {
    if (run) return focusTour();
    if (isStarting.current) return;
    isStarting.current = true;
    const from = document.activeElement;
    try {
      const sourceId = await openSample();
      void changeLayout({ flags: { tourSeen: true } });
      setRun({ sourceId, index: 0, from, takesFocus: true });
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError("internal", String(error));
      notify(known.message, { error: known });
    } finally {
      isStarting.current = false;
    }
  };
  useCommand("tour", () => void start());
  const end = () => {
    setRun(null);
    const { from } = run ?? {};
    const isLeft = from instanceof HTMLElement && from.isConnected && from !== document.body;
    (isLeft ? from : mainPart())?.focus();
  };
  const skip = () => {
    end();
    notify("Help → Take the tour brings it back.");
  };

  const sourceId = run?.sourceId ?? null;
  useEffect(() => {
    if (sourceId === null) return;
    const stop = useSources.subscribe(({ activeId }) => {
      if (activeId !== sourceId) setRun((now) => now && { ...now, takesFocus: false });
      if (isThere(sourceId)) return;
      stop(); // nothing is left to point at
      setRun(null);
      notify("The tour ended with its sample. Help → Take the tour starts it again.");
    });
    return stop;
  }, [sourceId]);
  const isInFront = useSources(({ activeId }) => activeId === sourceId);

  if (!run) return null;
  const goBack = () => {
    setRun({ ...run, takesFocus: true });
    activateTab(run.sourceId);
  };
  if (!isInFront) return <TourElsewhere onReturn={goBack} onSkip={skip} />;
  return (
    <SourceContext.Provider value={run.sourceId}>
      <TourAtStep
        key={run.index}
        index={run.index}
        takesFocus={run.takesFocus}
        onMove={(index) => setRun({ ...run, index, takesFocus: true })}
        onSkip={skip}
        onFinish={end}
      />
    </SourceContext.Provider>
  );
}

/** True while the tab of a source is there to be looked at, if only again in a moment. */
function isThere(sourceId: string): boolean {
  const tab = useSources.getState().tabs.find((one) => one.info.sourceId === sourceId);
  return tab !== undefined && tab.status !== "failed" && tab.status !== "lost";
}

function focusTour(): void {
  document.querySelector<HTMLElement>(".tour-heading")?.focus();
}

/** Where the focus goes when what had it is gone. */
function mainPart(): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>("[role=application]") ??
    document.querySelector<HTMLElement>("main [tabindex='0'], main button:not(:disabled)")
  );
}
