import type { ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { changeLayout, useLayout } from "../state/layout.ts";
import { useView } from "../state/source-view.ts";
import "./SourceLayout.css";

interface SourceLayoutProps {
  filters: ReactNode;
  tools: ReactNode;
  graph: ReactNode;
  table: ReactNode;
  inspector: ReactNode;
  basket: ReactNode;
}

const LEFT = { first: "204px", min: "150px", max: "420px" };
const STACKED = "(width < 44rem)"; // as in SourceLayout.css: one pane below the other
const RIGHT = { first: "332px", min: "260px", max: "60%" };

/** Tools in two lines, the headings and two rows: less would be a table without anything in it. */
const TABLE_MIN = "140px";

/** The panes of one open source: filters, graph over table, inspector, and the basket below. Sizes are remembered. */
export function SourceLayout({ filters, tools, graph, table, inspector, basket }: SourceLayoutProps) {
  const mode = useView((view) => view.mode);
  const panels = useLayout((layout) => layout.panels);
  const remembered = (name: string, first: string) => (panels[name] ? `${panels[name]}px` : first);
  const remember = (name: string) => (size: { inPixels: number }) =>
    void changeLayout({ panels: { [name]: Math.round(size.inPixels) } });
  return (
    <div className="source-layout">
      <Group key={panels.resets ?? 0} orientation="horizontal" className="source-panes">
        <Panel
          id="filters"
          className="pane side"
          defaultSize={remembered("filters", LEFT.first)}
          minSize={LEFT.min}
          maxSize={LEFT.max}
          groupResizeBehavior="preserve-pixel-size"
          onResize={settled(remember("filters"))}
        >
          {filters}
        </Panel>
        <Separator className="pane-separator" aria-label="Width of the filters" />
        <Panel id="middle" className="pane" minSize="240px">
          <div className="middle">
            {tools}
            <Group orientation="vertical" className="middle-panes">
              {mode !== "table" && (
                <Panel id="graph" className="pane" minSize="120px">
                  {graph}
                </Panel>
              )}
              {mode === "split" && (
                <Separator className="pane-separator horizontal" aria-label="Height of the table" />
              )}
              {mode !== "graph" && (
                <Panel
                  id="table"
                  className="pane"
                  minSize={TABLE_MIN}
                  defaultSize={mode === "split" ? remembered("table", "30%") : "100%"}
                  onResize={settled(mode === "split" ? remember("table") : () => {})}
                >
                  {table}
                </Panel>
              )}
            </Group>
          </div>
        </Panel>
        <Separator className="pane-separator" aria-label="Width of the inspector" />
        <Panel
          id="inspector"
          className="pane"
          defaultSize={remembered("inspector", RIGHT.first)}
          minSize={RIGHT.min}
          maxSize={RIGHT.max}
          groupResizeBehavior="preserve-pixel-size"
          onResize={settled(remember("inspector"))}
        >
          {inspector}
        </Panel>
      </Group>
      {basket}
    </div>
  );
}

/** Call back once a size has stopped changing: dragging tells every pixel. */
function settled(callback: (size: { inPixels: number }) => void) {
  let timer: ReturnType<typeof setTimeout>;
  return (size: { inPixels: number }, _id: unknown, previous: unknown) => {
    clearTimeout(timer);
    if (matchMedia(STACKED).matches) return; // nobody chose that size
    if (previous !== undefined) timer = setTimeout(() => callback(size), 400);
  };
}
