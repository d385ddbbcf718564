import { CircleAlert } from "lucide-react";
import type { DragEventHandler, MouseEvent } from "react";
import { versionWords } from "../../../shared/text/version-words.ts";
import { tabEntries } from "../../commands/tab-menu.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { closeTab } from "../../queries/open-sources.ts";
import { activateTab, type SourceTab } from "../../state/sources.ts";

interface OneTabProps {
  tab: SourceTab;
  isActive: boolean;
  /** Its folder, where another tab has a file of the same name. */
  folder: string | null;
  /** A dragged tab would go to this side of it. */
  gap: "before" | "behind" | null;
  onDragStart: DragEventHandler;
}

/** A tab with its ×, which is for the mouse only. The file's whole path is its tooltip. */
export function OneTab({ tab, isActive, folder, gap, onDragStart }: OneTabProps) {
  const { info, status, disk } = tab;
  const { sourceId } = info;
  const onAuxClick = (event: MouseEvent) => event.button === 1 && void closeTab(sourceId);
  return (
    <div
      className={["source-tab", isActive && "active", gap && `gap-${gap}`].filter(Boolean).join(" ")}
      draggable
      onDragStart={onDragStart}
      onAuxClick={onAuxClick}
      onContextMenu={(event) => openMenu(event, "Tab menu", tabEntries(sourceId))}
    >
      <button
        type="button"
        role="tab"
        id={`tab-${sourceId}`}
        aria-selected={isActive}
        aria-controls={isActive ? `panel-${sourceId}` : undefined}
        aria-busy={status === "opening"}
        tabIndex={isActive ? 0 : -1}
        title={tabTitle(tab)}
        className="source-tab-name"
        onClick={() => activateTab(sourceId)}
      >
        {(status === "failed" || status === "lost" || disk === "gone") && (
          <CircleAlert size={14} aria-hidden="true" className="source-tab-failed" />
        )}
        {info.name}
        {folder && (
          <span aria-hidden="true" className="source-tab-folder">
            {folder}
          </span>
        )}
      </button>
      <span aria-hidden="true" className="source-tab-close" onClick={() => void closeTab(sourceId)}>
        ×
      </span>
    </div>
  );
}

/** Where the file is, and what is to be known of it before one looks: why it is not open, or that it was converted. */
function tabTitle({ info, error, summary }: SourceTab): string {
  if (error) return `${info.shownPath}\n${error.message}`;
  const isConverted = summary !== null && summary.version !== summary.readAs;
  return isConverted ? `${info.shownPath}\n${versionWords(summary)}` : info.shownPath;
}
