import { type KeyboardEvent, type MouseEvent, useId, useMemo, useRef, useState } from "react";
import { type MenuEntry, openMenu } from "../../../components/ContextMenu/open-menu.ts";
import { useRows } from "../../../components/use-rows.ts";
import { FileLine, GroupLine } from "./FileLine.tsx";
import { type FileRow, flatRows, treeRows } from "./file-tree.ts";
import type { FileGroup, GroupFile } from "./use-node-files.ts";

interface FileListProps {
  groups: readonly FileGroup[];
  isFlat: boolean;
  onOpen: (file: GroupFile) => void;
}

/** A group, or a folder or file of it; groups are level 1. */
type ListRow =
  | { group: FileGroup; row: null; key: string; level: 1 }
  | { group: null; row: FileRow<GroupFile>; key: string; level: number };

/** Groups of files in their folders as one tree: arrows walk and open groups and folders, Enter opens a file. */
export function FileList({ groups, isFlat, onOpen }: FileListProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const treeId = useId();
  const rows = useMemo(() => listRows(groups, isFlat, closed), [groups, isFlat, closed]);
  const virtual = useRows(scroller, rows.length, "list");

  const toggle = (key: string) => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  const run = ({ row, key }: ListRow) => (row?.file ? onOpen(row.file) : toggle(key));
  const entriesOf = (row: ListRow): MenuEntry[] => {
    const file = row.row?.file;
    if (!file)
      return [{ label: closed.has(row.key) ? "Open folder" : "Close folder", run: () => toggle(row.key) }];
    const target = { file: { nodeId: file.nodeId, path: file.path } };
    return [
      { label: "Open", run: () => onOpen(file) },
      {
        command: "save-file",
        target,
        off: file.sizeBytes === null ? "the source does not hold its content" : undefined,
      },
      { command: "copy-file-path", target, label: "Copy path" },
    ];
  };
  const goTo = (row: number) => {
    if (!rows[row]) return;
    setActive(row);
    virtual.scrollToIndex(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows[active];
    const isHolder = at !== undefined && !at.row?.file;
    const isOpen = isHolder && !closed.has(at.key);
    if (event.key === "ArrowDown") goTo(active + 1);
    else if (event.key === "ArrowUp") goTo(active - 1);
    else if (event.key === "Home") goTo(0);
    else if (event.key === "End") goTo(rows.length - 1);
    else if ((event.key === "Enter" || event.key === " ") && at) run(at);
    else if (event.key === "ArrowRight" && at) {
      if (isOpen) goTo(active + 1);
      else if (isHolder) toggle(at.key);
    } else if (event.key === "ArrowLeft" && at) {
      if (isOpen) toggle(at.key);
      else goTo(holderOf(rows, active));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Files"
      tabIndex={0}
      aria-activedescendant={active < 0 ? undefined : `${treeId}-${active}`}
      className="file-list"
      onKeyDown={onKeyDown}
      onFocus={() => active < 0 && goTo(rows.findIndex(({ row }) => row?.file))}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize() }} />
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const row = rows[index]!; // the virtual rows are those of the list
        const style = { height: size, transform: `translateY(${start}px)` };
        const common = {
          id: `${treeId}-${index}`,
          isOpen: !closed.has(row.key),
          isActive: index === active,
          style,
          onClick: () => {
            setActive(index);
            run(row);
          },
          onMenu: (event: MouseEvent) => {
            setActive(index);
            openMenu(event, "File menu", entriesOf(row));
          },
        };
        return row.group ? (
          <GroupLine key={row.key} group={row.group} {...common} />
        ) : (
          <FileLine key={row.key} row={row.row} level={row.level} {...common} />
        );
      })}
    </div>
  );
}

function listRows(groups: readonly FileGroup[], isFlat: boolean, closed: ReadonlySet<string>): ListRow[] {
  return groups.flatMap((group): ListRow[] => {
    const prefix = `${group.nodeId}:`;
    const heading: ListRow = { group, row: null, key: prefix, level: 1 };
    if (closed.has(prefix)) return [heading];
    const own = new Set(
      [...closed].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
    );
    const rows = isFlat ? flatRows(group.files) : treeRows(group.files, own);
    return [
      heading,
      ...rows.map((row) => ({ group: null, row, key: `${prefix}${row.key}`, level: row.level + 1 })),
    ];
  });
}

/** The row of the folder or group around a row, or the row itself. */
function holderOf(rows: readonly ListRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let row = at - 1; row >= 0; row--) if (rows[row]!.level < level) return row;
  return at;
}
