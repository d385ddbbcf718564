import { countOf, formatBytes } from "../../components/number-text.ts";
import type { ImportRequest } from "../../state/import-request.ts";
import type { ImportFormState } from "./use-import-form.ts";

/** What all files together would bring, in one line. */
export function ImportTotals({ request, form }: { request: ImportRequest; form: ImportFormState }) {
  const found = form.preview.data;
  if (!found) return null;
  const good = found.flatMap(({ outcome }) => outcome ?? []);
  const sum = (of: (outcome: (typeof good)[number]) => number) =>
    good.reduce((total, one) => total + of(one), 0);
  const refused = found.length - good.length;
  const files = request.files.length;
  if (good.length === 0) {
    return (
      <p className="import-total" role="status" aria-label="Import summary">
        {files === 1 ? "This file cannot be imported." : "None of these files can be imported."}
      </p>
    );
  }
  const bytes = sum(({ bytes }) => bytes);
  return (
    <p className="import-total" role="status" aria-label="Import summary">
      {files > 1 && `${countOf(good.length, "file")} · `}
      <strong>
        {countOf(
          sum((one) => one.new.nodes),
          "new node",
        )}
      </strong>
      {` · ${countOf(
        sum((one) => one.existing.nodes),
        "node",
      )} there already`}
      {bytes > 0 && ` · ${formatBytes(bytes)} to copy`}
      {refused > 0 && (
        <span className="import-total-refused">{` · ${countOf(refused, "file")} will not be imported`}</span>
      )}
    </p>
  );
}
