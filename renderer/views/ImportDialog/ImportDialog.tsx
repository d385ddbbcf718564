import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { askImport, type ImportRequest, useImportRequest } from "../../state/import-request.ts";
import { useSources } from "../../state/sources.ts";
import { DEFAULT_OPTIONS, type ImportOptions, previewQuery, type PreviewProgress } from "./import-calls.ts";
import { ImportOptionFields } from "./ImportOptionFields.tsx";
import { ImportPreview } from "./ImportPreview.tsx";
import { runImport } from "./run-import.ts";
import "./ImportDialog.css";

/** Before files come into the library: what merging them would do, and how it is to be done. Nothing is written yet. */
export function ImportDialog() {
  const request = useImportRequest((state) => state.request);
  const close = () => askImport(null);
  return (
    <Dialog title="Import into library" isOpen={request !== null} onClose={close}>
      {request && <ImportForm key={request.files[0]?.token} request={request} onClose={close} />}
    </Dialog>
  );
}

function ImportForm({ request, onClose }: { request: ImportRequest; onClose: () => void }) {
  const [options, setOptions] = useState<ImportOptions>(DEFAULT_OPTIONS);
  const [progress, setProgress] = useState<PreviewProgress>(null);
  const library = useSources(({ tabs }) => tabs.find(({ info }) => info.sourceId === request.sourceId));
  const preview = useQuery({
    ...previewQuery(request, options, setProgress),
    enabled: library?.status === "open",
  });
  const good = preview.data?.filter(({ outcome }) => outcome !== null) ?? [];
  const start = () => {
    onClose();
    void runImport(
      request,
      options,
      good.map(({ file }) => file),
    );
  };
  return (
    <form
      className="import-body"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      {preview.data && <ImportPreview files={request.files} found={preview.data} />}
      {library?.error && <ErrorNotice error={library.error} />}
      {preview.isPending && !library?.error && <ProgressLine progress={progress} label="Preview" />}
      {preview.error && (
        <ErrorNotice
          error={preview.error}
          action={{ label: "Try again", run: () => void preview.refetch() }}
        />
      )}
      <ImportOptionFields options={options} onChange={(change) => setOptions({ ...options, ...change })} />
      <div className="import-buttons">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={good.length === 0}>
          Import
        </button>
      </div>
    </form>
  );
}
