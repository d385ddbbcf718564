import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { formatCount } from "../../components/number-text.ts";
import { dropFromImport, type ImportRequest } from "../../state/import-request.ts";
import { FileCounts } from "./FileCounts.tsx";
import { FileEffects } from "./FileEffects.tsx";
import { FileRefused } from "./FileRefused.tsx";
import { FileSettings } from "./FileSettings.tsx";
import type { ImportFormState } from "./use-import-form.ts";

interface ImportFileProps {
  file: Target;
  request: ImportRequest;
  form: ImportFormState;
  isAlone: boolean;
  opensFirst: boolean;
}

/** One file: a line that says what it would bring, and behind it all figures, what differs, and what is set for it alone. */
export function ImportFile({ file, request, form, isAlone, opensFirst }: ImportFileProps) {
  const [isOpen, setOpen] = useState(opensFirst);
  const partsId = useId();
  const found = form.outcomeOf(file.token);
  const comparison = form.comparisonOf(file.token);
  return (
    <li className={form.isCounting ? "import-file is-counting" : "import-file"}>
      <div className="import-file-head">
        {isAlone ? (
          <h3 className="import-file-name" title={file.shownPath}>
            {file.name}
          </h3>
        ) : (
          <h3 className="import-file-heading">
            <button
              type="button"
              className="import-file-toggle"
              aria-expanded={isOpen}
              aria-controls={partsId}
              title={file.shownPath}
              onClick={() => setOpen(!isOpen)}
            >
              <ChevronRight size={14} aria-hidden="true" className="import-chevron" />
              <span className="import-file-name">{file.name}</span>
            </button>
          </h3>
        )}
        {!isAlone && (
          <span className="import-file-line">
            {found?.error ? (
              <span className="import-file-refused">will not be imported</span>
            ) : (
              found?.outcome && (
                <>
                  {formatCount(found.outcome.new.nodes)} new · {formatCount(found.outcome.existing.nodes)}{" "}
                  there already
                  {comparison?.data && comparison.data.counts.different > 0 && (
                    <> · {formatCount(comparison.data.counts.different)} differ</>
                  )}
                </>
              )
            )}
          </span>
        )}
        {!isAlone && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${file.name} from the list`}
            title="Remove from the list"
            onClick={() => dropFromImport(file.token)}
          >
            ×
          </button>
        )}
      </div>
      <div id={partsId} className="import-file-parts" hidden={!isOpen && !isAlone}>
        {(isOpen || isAlone) && (
          <>
            {found?.error && <FileRefused file={file} error={found.error} isAlone={isAlone} form={form} />}
            {found?.outcome && (
              <>
                <FileCounts outcome={found.outcome} compared={comparison?.data} />
                <FileEffects
                  outcome={found.outcome}
                  compared={comparison?.data}
                  error={comparison?.error ?? null}
                  options={form.settingsOf(file.token).options ?? form.options}
                  libraryId={request.sourceId}
                  file={file}
                  choice={form.plan.own?.[file.token]?.choice}
                />
              </>
            )}
            {(comparison?.data || !found?.error) && (
              <FileSettings
                file={file}
                request={request}
                form={form}
                groups={comparison?.data?.groups ?? []}
                groupCount={comparison?.data?.groupCount ?? 0}
                isAlone={isAlone}
              />
            )}
          </>
        )}
      </div>
    </li>
  );
}
