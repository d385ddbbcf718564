import type { ExportOptions } from "../../queries/basket.ts";

interface ExportOptionFieldsProps {
  options: ExportOptions;
  onChange: (change: Partial<ExportOptions>) => void;
}

const LEVELS: Readonly<Record<number, string>> = {
  0: "0: none, the largest file",
  1: "1: fastest",
  6: "6: as AiiDA does",
  9: "9: smallest, slowest",
};

const SWITCHES = [
  { key: "includeComments", label: "Comments", hint: "what people wrote on the nodes" },
  { key: "includeLogs", label: "Logs", hint: "reports and errors of the processes" },
  {
    key: "includeAuthinfos",
    label: "Authinfos",
    hint: "how to log in to the computers; may hold user names and key paths",
  },
] as const;

/** Compression, and which records go along with the nodes. */
export function ExportOptionFields({ options, onChange }: ExportOptionFieldsProps) {
  return (
    <fieldset className="export-options">
      <legend className="section-heading">Options</legend>
      {SWITCHES.map(({ key, label, hint }) => (
        <div key={key} className="export-option">
          <input
            type="checkbox"
            id={`export-${key}`}
            checked={options[key]}
            aria-describedby={`export-${key}-hint`}
            onChange={({ target }) => onChange({ [key]: target.checked })}
          />
          <label htmlFor={`export-${key}`}>{label}</label>
          <span
            id={`export-${key}-hint`}
            className={key === "includeAuthinfos" && options[key] ? "export-warning" : "export-hint"}
          >
            {hint}
          </span>
        </div>
      ))}
      <div className="export-option compression">
        <label htmlFor="export-compression">Compression</label>
        <select
          id="export-compression"
          className="text-input"
          value={options.compression}
          onChange={({ target }) => onChange({ compression: Number(target.value) })}
        >
          {Array.from({ length: 10 }, (_, level) => (
            <option key={level} value={level}>
              {LEVELS[level] ?? level}
            </option>
          ))}
        </select>
      </div>
    </fieldset>
  );
}
