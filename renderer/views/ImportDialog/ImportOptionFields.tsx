import { Choice, Tick } from "./ChoiceField.tsx";
import { GroupTarget } from "./GroupTarget.tsx";
import type { ImportOptions } from "./import-calls.ts";
import { AUTHINFOS_NOTE, COMMENTS, EXTRAS, NEW_EXTRAS_NOTE } from "./option-words.ts";

interface ImportOptionFieldsProps {
  libraryId: string;
  options: ImportOptions;
  onChange: (change: Partial<ImportOptions>) => void;
}

/** How files are merged with what the library has. Each choice says what it does. */
export function ImportOptionFields({ libraryId, options, onChange }: ImportOptionFieldsProps) {
  return (
    <>
      <Choice
        label="Extras of nodes that are there"
        value={options.existingExtras}
        choices={EXTRAS}
        isWarning={options.existingExtras === "mirror"}
        onChange={(existingExtras) => onChange({ existingExtras })}
      />
      <Choice
        label="Comments that are there"
        value={options.comments}
        choices={COMMENTS}
        onChange={(comments) => onChange({ comments })}
      />
      <GroupTarget libraryId={libraryId} group={options.group} onChange={(group) => onChange({ group })} />
      <Tick
        label="Take over extras of new nodes"
        note={NEW_EXTRAS_NOTE}
        isOn={options.keepsNewExtras}
        onChange={(keepsNewExtras) => onChange({ keepsNewExtras })}
      />
      <Tick
        label="Take over how users reach computers"
        note={AUTHINFOS_NOTE}
        isOn={options.includeAuthinfos}
        onChange={(includeAuthinfos) => onChange({ includeAuthinfos })}
      />
    </>
  );
}
