import type { MouseEvent, ReactNode } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { formatCount } from "../../components/number-text.ts";

export interface FacetValue {
  key: string;
  label: string;
  count: number;
}

interface FacetRowProps {
  value: FacetValue;
  isSet: boolean;
  onToggle: () => void;
  mark?: ReactNode;
  action?: ReactNode;
  onDragStart?: ((data: DataTransfer) => void) | undefined;
  onMenu: (event: MouseEvent) => void;
}

/** One value of a facet: a checkbox named "<value> <count>". */
export function FacetRow({ value, isSet, onToggle, mark, action, onDragStart, onMenu }: FacetRowProps) {
  const label = escapeLine(value.label);
  return (
    <li
      className="facet-row"
      onContextMenu={onMenu}
      draggable={onDragStart !== undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "copy";
        onDragStart?.(event.dataTransfer);
      }}
    >
      <label className="facet-value" title={label}>
        <input type="checkbox" checked={isSet} onChange={onToggle} />
        {mark}
        <span className="facet-label">
          {label}
          <BlankMark of={label} />
        </span>{" "}
        <span className="facet-count">{formatCount(value.count)}</span>
      </label>
      {action}
    </li>
  );
}
