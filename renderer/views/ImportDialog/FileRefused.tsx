import { AppError } from "../../../shared/ipc/errors.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { isWebAddress } from "../../../shared/text/web-address.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { host } from "../../ipc/host.ts";
import { askImport, dropFromImport } from "../../state/import-request.ts";
import type { ImportedFile } from "./import-calls.ts";
import type { ImportFormState } from "./use-import-form.ts";

interface FileRefusedProps {
  file: Target;
  error: NonNullable<ImportedFile["error"]>;
  isAlone: boolean;
  form: ImportFormState;
}

/** Why a file cannot be imported, and what helps: looking at what can be read of it, trying again, leaving it out. */
export function FileRefused({ file, error, isAlone, form }: FileRefusedProps) {
  if (error.code === "selection/empty")
    return <p className="import-hint">Tick a group, or import everything in the file.</p>;
  const known = new AppError(error.code as AppError["code"], error.message, error.details);
  const again = { label: "Try again", run: () => void form.preview.refetch() };
  const remove = { label: "Remove from the list", run: () => dropFromImport(file.token) };
  const look = {
    label: "Open what is readable",
    run: () => {
      if (isAlone) askImport(null);
      else dropFromImport(file.token);
      void host("library.openFile", { token: file.token, readable: true });
    },
  };
  // What was fetched from an address has no place of its own where it could be opened.
  const isFetched = isWebAddress(file.shownPath);
  const canRead = error.code === "archive/corrupt" && error.details.canReadPart === true && !isFetched;
  return (
    <div className="import-refused">
      <p className="import-refused-lead">Will not be imported.</p>
      <ErrorNotice error={known} action={canRead ? look : again} otherActions={isAlone ? [] : [remove]} />
    </div>
  );
}
