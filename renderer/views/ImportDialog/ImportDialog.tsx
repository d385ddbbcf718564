import { runCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { askImport, type ImportRequest, useImportRequest } from "../../state/import-request.ts";
import { ImportFiles } from "./ImportFiles.tsx";
import { ImportOptionFields } from "./ImportOptionFields.tsx";
import { ImportTotals } from "./ImportTotals.tsx";
import { runImport } from "./run-import.ts";
import { useImportForm } from "./use-import-form.ts";
import "./ImportDialog.css";

/** Before files come into the library: what merging them would do, and how it is to be done. Nothing is written yet. */
export function ImportDialog() {
  const request = useImportRequest((state) => state.request);
  const close = () => askImport(null);
  return (
    <Dialog title="Import into library" isOpen={request !== null} onClose={close} className="import-dialog">
      {request && <ImportForm key={request.sourceId} request={request} onClose={close} />}
    </Dialog>
  );
}

function ImportForm({ request, onClose }: { request: ImportRequest; onClose: () => void }) {
  const form = useImportForm(request);
  const { library, preview, options, isCounting } = form;
  const good = preview.data?.filter(({ outcome }) => outcome !== null).map(({ file }) => file) ?? [];
  const canImport = good.length > 0 && !isCounting && form.isThere;
  const start = () => {
    if (!canImport) return;
    onClose();
    void runImport(request, form.plan, good);
  };
  return (
    <form
      className="import-body"
      data-drop="import"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      {library?.error && (
        <ErrorNotice
          error={library.error}
          action={{
            label: "Open another library…",
            run() {
              onClose(); // what would come goes to the library that is in front then
              runCommand("open-other-library");
            },
          }}
        />
      )}
      {preview.error && !library?.error && (
        <ErrorNotice
          error={preview.error}
          action={{ label: "Try again", run: () => void preview.refetch() }}
        />
      )}
      <section className="import-scroll" aria-label="Files and options" tabIndex={0} data-first-focus>
        <div className="import-what">
          {library && library.info.name !== "Library" && (
            <p className="import-into">Into {library.info.name}</p>
          )}
          <ImportFiles request={request} form={form} />
        </div>
        <fieldset className="import-options">
          <legend className="section-heading">
            {request.files.length > 1 ? "Options for all files" : "Options"}
          </legend>
          <ImportOptionFields libraryId={request.sourceId} options={options} onChange={form.changeOptions} />
        </fieldset>
      </section>
      <div className="import-foot">
        <div className="import-foot-text">
          {isCounting && !library?.error && !preview.error ? (
            <ProgressLine progress={form.progress} label="Preview" />
          ) : (
            <ImportTotals request={request} form={form} />
          )}
        </div>
        <div className="import-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={!canImport}>
            Import
          </button>
        </div>
      </div>
    </form>
  );
}
