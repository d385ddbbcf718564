import type { ImportRequest } from "../../state/import-request.ts";
import { ImportFile } from "./ImportFile.tsx";
import type { ImportFormState } from "./use-import-form.ts";

/** So many files are shown with all their figures; of more each is a line that opens. */
const OPEN_FILES = 3;

/** Each file with what of it is new, there already and different. */
export function ImportFiles({ request, form }: { request: ImportRequest; form: ImportFormState }) {
  const { files } = request;
  return (
    <>
      {files.length > 1 && (
        <p className="import-hint">
          Files are imported from top to bottom. What a file above brings counts as there already below it;
          what differs is compared with the library as it is now.
        </p>
      )}
      <ul className="import-files" aria-label="Files to import" aria-busy={form.isCounting}>
        {files.map((file) => (
          <ImportFile
            key={file.token}
            file={file}
            request={request}
            form={form}
            isAlone={files.length === 1}
            opensFirst={files.length <= OPEN_FILES}
          />
        ))}
      </ul>
    </>
  );
}
