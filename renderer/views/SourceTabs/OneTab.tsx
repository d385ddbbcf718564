import { CircleAlert } from "lucide-react";
import type { DragEventHandler, MouseEvent } from "react";
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
  const { info, status, error, disk } = tab;
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
        title={error ? `${info.shownPath}\n${error.message}` : info.shownPath}
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
