import { useId, useState } from "react";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import type { ImportRequest } from "../../state/import-request.ts";
import { FileGroups } from "./FileGroups.tsx";
import { FilePart } from "./FilePart.tsx";
import type { ComparedFile } from "./import-calls.ts";
import { Tick } from "./ChoiceField.tsx";
import { ImportOptionFields } from "./ImportOptionFields.tsx";
import type { ImportFormState } from "./use-import-form.ts";

interface FileSettingsProps {
  file: Target;
  request: ImportRequest;
  form: ImportFormState;
  groups: ComparedFile["groups"];
  groupCount: number;
  isAlone: boolean;
}

/** What of one file is imported, and options of its own where there are several files. */
export function FileSettings({ file, request, form, groups, groupCount, isAlone }: FileSettingsProps) {
  const { token } = file;
  const own = form.settingsOf(token);
  const chosen = request.chosen[token];
  const isChanged = own.part !== "all" || own.skipped.size > 0 || own.options !== null;
  const [isOpen, setOpen] = useState(isChanged);
  const partsId = useId();
  if (groupCount === 0 && !chosen && isAlone) return null; // nothing to choose from
  return (
    <div className="import-settings">
      <button
        type="button"
        className="link-button"
        aria-expanded={isOpen}
        aria-controls={partsId}
        onClick={() => setOpen(!isOpen)}
      >
        {isAlone ? "Choose what comes" : "Choose what comes, and how"}
        {isChanged && !isOpen ? " (changed)" : ""}
      </button>
      <div id={partsId} hidden={!isOpen}>
        {isOpen && (
          <>
            <FilePart
              own={own}
              chosen={chosen}
              hasGroups={groupCount > 0}
              onChange={(change) => form.changeOwn(token, change)}
            />
            {groupCount > 0 && own.part !== "chosen" && (
              <FileGroups
                groups={groups}
                groupCount={groupCount}
                own={own}
                onChange={(change) => form.changeOwn(token, change)}
              />
            )}
            {!isAlone && (
              <fieldset className="import-own">
                <legend className="visually-hidden">Options of {file.name}</legend>
                <Tick
                  label="Options of its own for this file"
                  isOn={own.options !== null}
                  onChange={(isOn) => form.changeOwn(token, { options: isOn ? form.options : null })}
                />
                {own.options && (
                  <ImportOptionFields
                    libraryId={request.sourceId}
                    options={own.options}
                    onChange={(change) =>
                      form.changeOwn(token, { options: own.options && { ...own.options, ...change } })
                    }
                  />
                )}
              </fieldset>
            )}
          </>
        )}
      </div>
    </div>
  );
}
