import { memo } from "react";

export interface OutlineRowProps {
  nodeId: number;
  name: string;
  look: string;
  level: number;
  position: number;
  siblings: number;
  isStart: boolean;
  isMarked: boolean;
  isFocused: boolean;
  isTabStop: boolean;
}

/** One line of the outline. The tree hears its events: of a thousand lines only those that changed are drawn anew. */
export const OutlineRow = memo(function OutlineRow(props: OutlineRowProps) {
  const { nodeId, name, level, isFocused } = props;
  return (
    <div
      data-node-id={nodeId}
      role="treeitem"
      aria-label={name}
      aria-description={props.isStart ? "chosen by the sender" : undefined}
      aria-level={level}
      aria-posinset={props.position}
      aria-setsize={props.siblings}
      aria-selected={props.isMarked}
      aria-current={isFocused ? "true" : undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      title={name}
      className={`outline-item ${props.look}`}
      style={{ "--level": level - 1 } as React.CSSProperties}
    >
      <span className="outline-text">{name}</span>
    </div>
  );
});
