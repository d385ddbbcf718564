import { nodeFamily, nodeTitle } from "../../shared/model/node.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { BlankMark } from "./BlankMark.tsx";
import "./NodeChip.css";

interface NodeChipProps {
  nodeType: string;
  processLabel: string | null;
  /** Say this instead of the process label or class name. */
  text?: string;
}

/** A node in a word, in the shape and colours of its family: what it is called, cut when there is no room. */
export function NodeChip({ nodeType, processLabel, text }: NodeChipProps) {
  const whole = text ?? nodeTitle({ nodeType, processLabel });
  return (
    <span className={`node-chip ${nodeFamily(nodeType)}`}>
      {escapeLine(whole.slice(0, 400))}
      <BlankMark of={whole} />
    </span>
  );
}
