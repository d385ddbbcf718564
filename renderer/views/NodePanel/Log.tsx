import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isProcess } from "../../../shared/model/node.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { useCommand } from "../../commands/commands.ts";
import { copyText } from "../../components/CopyButton.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { formatCount } from "../../components/number-text.ts";
import { Select } from "../../components/Select.tsx";
import { engineCall } from "../../ipc/engine-client.ts";
import { notify } from "../../state/notices.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { LogLine } from "./LogLine.tsx";
import { isAtLeast, LEVELS, type LogEntry, logText } from "./log-text.ts";
import type { NodeDetails } from "./use-node.ts";

const PAGE = 500;
const COPIED_AT_ONCE = 1000; // what `node.log` answers in one call
const CLIPBOARD_LIMIT = 10_000_000; // characters the host takes

const LEAST = LEVELS.map((value) => ({
  value,
  label: value === "DEBUG" ? "All levels" : `${value} and above`,
}));

/** What the node and the processes it called had to say, in time order. */
export function Log({ node }: { node: NodeDetails }) {
  const { nodeId, nodeType } = node.row;
  const sourceId = useSourceId();
  const { choose } = useViewActions();
  const [called, setCalled] = useState(true);
  const [least, setLeast] = useState<string>("DEBUG");
  const pages = useInfiniteQuery({
    queryKey: ["source", sourceId, "node.log", "pages", nodeId, called],
    queryFn: ({ pageParam, signal }) =>
      engineCall(sourceId, "node.log", { nodeId, called, offset: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page, _all, offset) =>
      page.entries.length > 0 && offset + page.entries.length < page.total
        ? offset + page.entries.length
        : null,
    staleTime: Infinity,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const total = pages.data?.pages[0]?.total ?? 0;
  const shown = entries.filter((entry) => isAtLeast(entry.level, least));
  const copy = () =>
    copyText(() => copyAll(sourceId, nodeId, called, least)).then((done) => done && notify("Log copied."));
  useCommand("copy-log", () => void copy(), { off: total === 0 ? "it is empty" : undefined });
  return (
    <>
      <div className="log-tools">
        {isProcess(nodeType) && (
          <label className="log-tool">
            <input type="checkbox" checked={called} onChange={(event) => setCalled(event.target.checked)} />
            Include called processes
          </label>
        )}
        <Select name="Least level" options={LEAST} value={least} onChange={setLeast} />
        {total > 0 && (
          <button
            type="button"
            className="button log-copy"
            onClick={() => void copyText(() => copyAll(sourceId, nodeId, called, least))}
          >
            Copy all
          </button>
        )}
      </div>
      {pages.error && (
        <ErrorNotice
          error={pages.error}
          action={{
            label: "Try again",
            run: () => void (pages.data ? pages.fetchNextPage() : pages.refetch()),
          }}
        />
      )}
      {pages.data && total === 0 && <p className="node-empty">{emptyText(nodeType)}</p>}
      {total > 0 && shown.length === 0 && (
        <div className="node-empty">
          <p>
            No record {pages.hasNextPage && "read so far "}is of level {least} or above.
          </p>
          <button type="button" className="button" onClick={() => setLeast("DEBUG")}>
            Show all levels
          </button>
        </div>
      )}
      <ul aria-label="log records" className="log-lines">
        {shown.map((entry, at) => (
          <LogLine
            key={at}
            entry={entry}
            onGo={entry.nodeId === nodeId ? undefined : () => choose(entry.nodeId, { center: true })}
          />
        ))}
      </ul>
      {(shown.length < total || pages.hasNextPage) && (
        <p className="node-more">
          <span>
            {formatCount(shown.length)} of {formatCount(total)} shown
            {pages.hasNextPage && least !== "DEBUG" && `; the first ${formatCount(entries.length)} read`}
          </span>
          {pages.hasNextPage && (
            <button
              type="button"
              className="button"
              disabled={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              Show more
            </button>
          )}
        </p>
      )}
    </>
  );
}

function emptyText(nodeType: string): string {
  return isProcess(nodeType)
    ? "No log records. What a process reports while it runs comes here, if the archive was written with logs."
    : "No log records. Only processes write them.";
}

/** All records, also those not on screen, that are at least that grave. */
async function copyAll(sourceId: string, nodeId: number, called: boolean, least: string): Promise<string> {
  const all: LogEntry[] = [];
  for (let offset = 0; ; offset += COPIED_AT_ONCE) {
    const page = await engineCall(sourceId, "node.log", { nodeId, called, offset, limit: COPIED_AT_ONCE });
    all.push(...page.entries.filter((entry) => isAtLeast(entry.level, least)));
    if (page.entries.length === 0 || offset + COPIED_AT_ONCE >= page.total) break;
  }
  const text = logText(all);
  if (text.length > CLIPBOARD_LIMIT) {
    throw new AppError(
      "usage",
      "The log is too long for the clipboard. Choose a graver level and copy again.",
    );
  }
  return text;
}
