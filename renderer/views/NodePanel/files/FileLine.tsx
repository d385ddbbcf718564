import { ChevronDown, ChevronRight, File, Folder } from "lucide-react";
import type { MouseEvent } from "react";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { countOf, formatBytes } from "../../../components/number-text.ts";
import type { FileRow } from "./file-tree.ts";
import type { FileGroup, GroupFile } from "./use-node-files.ts";

interface LineProps {
  id: string;
  isOpen: boolean;
  isActive: boolean;
  style: { height: number; transform: string };
  onClick: () => void;
  onMenu: (event: MouseEvent) => void;
}

/** A group of files: its heading, which opens and closes it. */
export function GroupLine({
  group,
  id,
  isOpen,
  isActive,
  style,
  onClick,
  onMenu,
}: LineProps & { group: FileGroup }) {
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={1}
      aria-expanded={isOpen}
      aria-selected={isActive}
      className={isActive ? "file-heading section-heading is-active" : "file-heading section-heading"}
      style={style}
      onClick={onClick}
      onContextMenu={onMenu}
    >
      {group.title} <span className="file-heading-count">{group.note}</span>
      {!isOpen && <ChevronRight size={12} aria-hidden="true" />}
    </div>
  );
}

interface FileLineProps extends LineProps {
  row: FileRow<GroupFile>;
  level: number;
}

/** A folder with how many files it holds, or a file with its size. */
export function FileLine({ id, row, level, isOpen, isActive, style, onClick, onMenu }: FileLineProps) {
  const { file } = row;
  const name = escapeLine(row.name) || "(no name)";
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-expanded={file ? undefined : isOpen}
      aria-selected={isActive}
      className={isActive ? "file-row is-active" : "file-row"}
      style={{ ...style, paddingLeft: `${(Math.min(row.level, 16) - 1) * 14 + 12}px` }}
      title={escapeLine(file?.path ?? row.key)}
      onClick={onClick}
      onContextMenu={onMenu}
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
