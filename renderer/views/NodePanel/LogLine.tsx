import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { exactTime } from "../../components/time-text.ts";
import { levelLook, type LogEntry } from "./log-text.ts";
import "./Log.css";

interface LogLineProps {
  entry: LogEntry;
  /** Go to the process that wrote it; left out where it is the node at hand. */
  onGo?: (() => void) | undefined;
}

/** What work chains put before each report: PK, process label and step. */
const PREFIX = /^\[\d+\|[^\]\n]{0,200}\]: /;

/** One record of a log: when, how grave, from which process, what. */
export function LogLine({ entry: { time, level, message, nodeId, nodeTitle }, onGo }: LogLineProps) {
  const prefix = PREFIX.exec(message)?.[0] ?? "";
  return (
    <li className={`log-line ${levelLook(level)}`}>
      <p className="log-line-head mono">
        <time dateTime={time} title={exactTime(time)}>
          {escapeLine(clockOf(time))}
        </time>{" "}
        <span className="log-level">{escapeLine(level)}</span>{" "}
        {onGo && (
          <button type="button" className="log-process" title={`PK ${nodeId}: go there`} onClick={onGo}>
            {escapeLine(nodeTitle)}
          </button>
        )}
      </p>
      <p className="log-message mono selectable">
        <span className="log-prefix">{escapeLine(prefix)}</span>
        {escapeBlock(message.slice(prefix.length))}
      </p>
    </li>
  );
}

/** The time of day of a stored time (UTC); what is no time stays as it is. */
function clockOf(time: string): string {
  return /\d\d:\d\d:\d\d/.exec(time)?.[0] ?? time;
}
