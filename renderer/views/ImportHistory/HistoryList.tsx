import { useId, useState } from "react";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { KEPT_IMPORTS } from "../../../shared/model/kept-imports.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { showImported } from "../../commands/show-imported.ts";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { countOf, formatBytes, formatCount } from "../../components/number-text.ts";
import { askUndo, showHistory } from "../../state/history-request.ts";
import { useSourceId } from "../../state/source-view.ts";
import { changedWords, leftWords, optionWords } from "./history-words.ts";

export type ImportEntry = EngineOutput<"library.history">[number];

const FIRST = 100; // listed at once; a button adds the rest

/** All imports, newest first. */
export function HistoryList({ entries }: { entries: readonly ImportEntry[] }) {
  const [limit, setLimit] = useState(FIRST);
  if (entries.length === 0) {
    return (
      <p className="history-note">
        Imports into this library will be listed here: when, from which file, and what came. Drop files on the
        library, or choose Import… above. Imports by other programs are not listed.
      </p>
    );
  }
  return (
    <>
      <ul className="history-list" aria-label="Imports">
        {entries.slice(0, limit).map((entry) => (
          <Entry key={entry.importId} entry={entry} />
        ))}
      </ul>
      {entries.length > limit && (
        <button type="button" className="link-button" onClick={() => setLimit(entries.length)}>
          {formatCount(entries.length - limit)} more
        </button>
      )}
      {entries.length >= KEPT_IMPORTS && (
        <p className="history-note">
          The newest {formatCount(KEPT_IMPORTS)} imports are remembered. What came with older ones stays in
          the library, but is no longer told apart.
        </p>
      )}
    </>
  );
}

function Entry({ entry }: { entry: ImportEntry }) {
  const sourceId = useSourceId();
  const { importId, at, undoneAt, file, new: fresh, importGroup, nodesLeft } = entry;
  const headingId = useId();
  const show = () => {
    showHistory(null);
    void showImported(sourceId, importId);
  };
  const options = optionWords(entry);
  return (
    <li className={undoneAt === null ? "history-entry" : "history-entry is-undone"}>
      <div className="history-heading">
        <h3 id={headingId} className="history-name" title={escapeLine(file.path)}>
          {escapeLine(file.name)}
        </h3>
        <span className="history-when">
          import {importId} · <RelativeTime iso={at} />
        </span>
      </div>
      <p className="history-what">
        {countOf(fresh.nodes, "new node")} · {countOf(fresh.links, "link")} · {countOf(fresh.files, "file")}
        {entry.existing.nodes > 0 && ` · ${countOf(entry.existing.nodes, "node")} there already`}
        {changedWords(entry)}
      </p>
      <p className="history-note">
        {importGroup && <>into the group “{escapeLine(importGroup.label)}” · </>}
        {formatBytes(file.sizeBytes)}, {escapeLine(file.version)}
        {entry.isPart && ", a part of it"}
        {options !== "" && ` · ${options}`}
      </p>
      <details className="history-details">
        <summary>File</summary>
        <dl>
          <dt>Path</dt>
          <dd className="selectable">{escapeLine(file.path)}</dd>
          {file.changedAt && (
            <>
              <dt>Changed</dt>
              <dd>
                <RelativeTime iso={file.changedAt} />
              </dd>
            </>
          )}
          {file.sha256 && (
            <>
              <dt>SHA-256</dt>
              <dd className="mono selectable">{file.sha256}</dd>
            </>
          )}
        </dl>
      </details>
      <div className="import-entry-buttons">
        <span className="history-left">{leftWords(entry)}</span>
        <button
          type="button"
          className="button"
          aria-describedby={headingId}
          disabled={nodesLeft === 0}
          onClick={show}
        >
          Show these nodes
        </button>
        <button
          type="button"
          className="button"
          aria-describedby={headingId}
          disabled={undoneAt !== null}
          onClick={() => askUndo(importId)}
        >
          Undo this import
        </button>
      </div>
    </li>
  );
}
