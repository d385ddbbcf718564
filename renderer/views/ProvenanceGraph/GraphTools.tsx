import { ArrowLeftToLine, ArrowRightToLine, Ellipsis, Image, Maximize, Minus, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useId, useRef } from "react";
import { LINK_TYPES, type LinkType } from "../../../shared/model/link.ts";
import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { Select } from "../../components/Select.tsx";
import { type Provenance, useView, useViewActions, type ViewMode } from "../../state/source-view.ts";
import { RadioRow } from "./RadioRow.tsx";
import { useRoving } from "./use-roving.ts";
import "./GraphTools.css";

const MODES: ReadonlyArray<{ value: ViewMode; label: string; title: string }> = [
  { value: "graph", label: "Graph", title: titleWithKeys("The graph alone", "view-graph") },
  { value: "table", label: "Table", title: titleWithKeys("The table alone", "view-table") },
  { value: "split", label: "Split", title: titleWithKeys("Graph above table", "view-split") },
];
const VIEWS: ReadonlyArray<{ value: Provenance; label: string; title: string }> = [
  { value: "logical", label: "Logical", title: "Workflows and the data they took and returned" },
  { value: "data", label: "Data", title: "Calculations and the data they used and created" },
  { value: "call", label: "Calls", title: "Processes and who called them" },
  { value: "all", label: "All", title: "Every node and every link" },
];
const DEPTHS = ["all", "1", "2", "3", "5"].map((value) => ({ value, label: `Depth ${value}` }));

/** The row over graph and table: which of them is seen and, with a graph, what it shows and how near. */
export function GraphTools() {
  const mode = useView((view) => view.mode);
  const { setMode } = useViewActions();
  return (
    <div className="graph-bar-room">
      <div className="graph-bar">
        <RadioRow name="View" options={MODES} value={mode} onChange={setMode} />
        {mode !== "table" && <PictureTools />}
      </div>
    </div>
  );
}

function PictureTools() {
  const provenance = useView((view) => view.provenance);
  const depth = useView((view) => view.depth);
  const { setProvenance, setDepth } = useViewActions();
  const bar = useRef<HTMLDivElement>(null);
  const roving = useRoving(bar);
  return (
    <div ref={bar} role="toolbar" aria-label="Graph tools" className="graph-tools" {...roving}>
      <RadioRow name="Provenance" options={VIEWS} value={provenance} onChange={setProvenance} isInToolbar />
      <div className="tool-group">
        <Tool command="show-ancestors" name="Show ancestors" title="Show what the chosen nodes come from">
          <span className="tool-text">Ancestors</span>
          <ArrowLeftToLine size={15} className="tool-icon" />
        </Tool>
        <Tool command="show-descendants" name="Show descendants" title="Show what came from the chosen nodes">
          <span className="tool-text">Descendants</span>
          <ArrowRightToLine size={15} className="tool-icon" />
        </Tool>
        <Select
          name="Depth"
          title="How many links to follow"
          className="depth-field"
          options={DEPTHS}
          value={depth === null ? "all" : String(depth)}
          onChange={(links) => setDepth(links === "all" ? null : Number(links))}
        />
      </div>
      <div className="tool-space" />
      <div className="tool-group icons">
        <Tool command="zoom-out" name="Zoom out" title="Zoom out">
          <Minus size={15} />
        </Tool>
        <Tool command="zoom-in" name="Zoom in" title="Zoom in">
          <Plus size={15} />
        </Tool>
        <Tool command="fit" name="Fit" title="Fit the whole graph">
          <Maximize size={14} />
        </Tool>
        <Tool command="save-picture" name="Save picture…" title="Save a picture of the view…">
          <Image size={15} />
        </Tool>
        <MoreTools />
      </div>
    </div>
  );
}

function Tool(props: { command: string; name: string; title: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className="icon-button tool"
      aria-label={props.name}
      title={titleWithKeys(props.title, props.command)}
      onClick={() => runCommand(props.command)}
    >
      {props.children}
    </button>
  );
}

const MORE: ReadonlyArray<{ command: string; label: string }> = [
  { command: "tidy", label: "Tidy layout" },
  { command: "show-everything", label: "Show everything" },
  { command: "show-start", label: "Show top-level processes" },
];

/** What is used less: link types one by one, the layout, and what to show at all. */
function MoreTools() {
  const linkTypes = useView((view) => view.linkTypes);
  const { setLinkTypes } = useViewActions();
  const headingId = useId();
  const toggle = (type: LinkType) => {
    const next = new Set(linkTypes);
    if (!next.delete(type)) next.add(type);
    setLinkTypes(next);
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="icon-button tool"
          aria-label="More graph tools"
          title="Link types, layout"
        >
          <Ellipsis size={16} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        {/* Not a dialog: nothing else becomes inert. */}
        <Popover.Content
          role="group"
          className="more-tools"
          align="end"
          sideOffset={4}
          aria-label="More graph tools"
        >
          <h3 id={headingId} className="section-heading">
            Link types
          </h3>
          <div role="group" aria-labelledby={headingId} className="link-types">
            {LINK_TYPES.map((type) => (
              <label key={type} className="link-type">
                <input type="checkbox" checked={linkTypes.has(type)} onChange={() => toggle(type)} />
                <span className={`legend-link ${lookOf(type)}`} aria-hidden="true" />
                <span className="mono">{type}</span>
              </label>
            ))}
          </div>
          {linkTypes.size < LINK_TYPES.length && (
            <button type="button" className="link-button" onClick={() => setLinkTypes(new Set(LINK_TYPES))}>
              All link types
            </button>
          )}
          <hr className="menu-line" />
          {MORE.map(({ command, label }) => (
            <Popover.Close key={command} asChild>
              <button type="button" className="more-tool" onClick={() => runCommand(command)}>
                {label}
              </button>
            </Popover.Close>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function lookOf(type: LinkType): string {
  if (type === "call_calc" || type === "call_work") return "dotted";
  return type === "input_work" || type === "return" ? "dashed" : "solid";
}
