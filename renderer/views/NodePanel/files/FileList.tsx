import { ChevronDown, ChevronRight, File, Folder } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { countOf, formatBytes } from "../../../components/number-text.ts";
import { useRows } from "../../../components/use-rows.ts";
import { type FileRow, flatRows, treeRows } from "./file-tree.ts";
import type { FileGroup, GroupFile } from "./use-node-files.ts";

const ROW_REM = 1.625;

interface FileListProps {
  groups: readonly FileGroup[];
  isFlat: boolean;
  onOpen: (file: GroupFile) => void;
}

type ListRow = { heading: FileGroup } | { heading: null; row: FileRow<GroupFile>; key: string };

/** Files in their folders, by group, as one tree: arrows walk and open folders, Enter opens a file. */
export function FileList({ groups, isFlat, onOpen }: FileListProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const treeId = useId();
  const rows = useMemo(() => listRows(groups, isFlat, closed), [groups, isFlat, closed]);
  const virtual = useRows(scroller, rows.length, ROW_REM);

  const toggle = (key: string) => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  const run = (row: ListRow | undefined) => {
    if (!row || row.heading) return;
    if (row.row.file) onOpen(row.row.file);
    else toggle(row.key);
  };
  const walkTo = (from: number, step: 1 | -1) => {
    let next = from;
    while (rows[next]?.heading) next += step;
    if (!rows[next]) return;
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows[active];
    const folder = at && !at.heading && !at.row.file ? at.key : null;
    if (event.key === "ArrowDown") walkTo(active + 1, 1);
    else if (event.key === "ArrowUp") walkTo(active - 1, -1);
    else if (event.key === "Home") walkTo(0, 1);
    else if (event.key === "End") walkTo(rows.length - 1, -1);
    else if (event.key === "Enter" || event.key === " ") run(at);
    else if (event.key === "ArrowRight" && folder !== null) {
      if (closed.has(folder)) toggle(folder);
      else walkTo(active + 1, 1);
    } else if (event.key === "ArrowLeft" && at && !at.heading) {
      if (folder !== null && !closed.has(folder)) toggle(folder);
      else walkTo(folderOf(rows, active), 1);
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
      onFocus={() => active < 0 && walkTo(0, 1)}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize() }} />
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const row = rows[index]!; // the virtual rows are those of the list
        const style = { height: size, transform: `translateY(${start}px)` };
        if (row.heading) {
          return (
            <h3 key={row.heading.title} className="file-heading section-heading" style={style}>
              {row.heading.title} <span className="file-heading-count">{row.heading.note}</span>
            </h3>
          );
        }
        return (
          <FileLine
            key={row.key}
            id={`${treeId}-${index}`}
            row={row.row}
            isOpen={!closed.has(row.key)}
            isActive={index === active}
            style={style}
            onClick={() => {
              setActive(index);
              run(row);
            }}
          />
        );
      })}
    </div>
  );
}

interface FileLineProps {
  id: string;
  row: FileRow<GroupFile>;
  isOpen: boolean;
  isActive: boolean;
  style: { height: number; transform: string };
  onClick: () => void;
}

function FileLine({ id, row, isOpen, isActive, style, onClick }: FileLineProps) {
  const { file } = row;
  const name = escapeLine(row.name) || "(no name)";
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-expanded={file ? undefined : isOpen}
      aria-selected={isActive}
      className={isActive ? "file-row is-active" : "file-row"}
      style={{ ...style, paddingLeft: `${(Math.min(row.level, 16) - 1) * 14 + 12}px` }}
      title={escapeLine(file?.path ?? row.key)}
      onClick={onClick}
    >
      {file ? (
        <File size={13} className="file-icon" aria-hidden="true" />
      ) : (
        <>
          {isOpen ? <ChevronDown size={12} /> : <ChevronRight size={12} />}
          <Folder size={13} className="file-icon" aria-hidden="true" />
        </>
      )}
      <span className="file-name">{name}</span>
      <span className={file?.sizeBytes === null ? "file-size is-missing" : "file-size"}>
        {!file
          ? countOf(row.files, "file")
          : file.sizeBytes === null
            ? "missing"
            : formatBytes(file.sizeBytes)}
      </span>
    </div>
  );
}

function listRows(groups: readonly FileGroup[], isFlat: boolean, closed: ReadonlySet<string>): ListRow[] {
  return groups.flatMap((group): ListRow[] => {
    const prefix = `${group.nodeId}:`;
    const own = new Set(
      [...closed].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
    );
    const rows = isFlat ? flatRows(group.files) : treeRows(group.files, own);
    return [{ heading: group }, ...rows.map((row) => ({ heading: null, row, key: `${prefix}${row.key}` }))];
  });
}

/** The row of the folder around a row, or the row itself. */
function folderOf(rows: readonly ListRow[], at: number): number {
  const here = rows[at];
  if (!here || here.heading) return at;
  for (let row = at - 1; row >= 0; row--) {
    const candidate = rows[row]!;
    if (candidate.heading) return at;
    if (candidate.row.level < here.row.level) return row;
  }
  return at;
}
