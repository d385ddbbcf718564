import { useId } from "react";
import { type SettingEntry, type SettingValue, settingValue } from "../../../shared/text/settings-list.ts";
import { Switch } from "../../components/Switch.tsx";
import { host } from "../../ipc/host.ts";
import { told, useSettings } from "../../state/settings.ts";
import { setSetting } from "./set-setting.ts";
import { NumberField } from "./NumberField.tsx";
import { withUnit } from "./number-texts.ts";

interface SettingRowProps {
  entry: SettingEntry;
  /** "NAME=value" of the environment variable that goes before this setting. */
  overriddenBy: string | undefined;
}

/** One setting: its name and what it does, whether it was changed, its control, and the way back to its default. */
export function SettingRow({ entry, overriddenBy }: SettingRowProps) {
  const value = useSettings((settings) => settingValue(settings, entry.key));
  const isChanged = value !== entry.default;
  const descriptionId = useId();
  return (
    <div
      role="group"
      aria-label={entry.label}
      className={isChanged ? "setting is-changed" : "setting"}
      data-setting={entry.key}
    >
      <div className="setting-text">
        <p className="setting-label">
          <span className={entry.key.startsWith("defaultRules.") ? "mono" : undefined}>{entry.label}</span>
          {isChanged && <span className="setting-changed">changed</span>}
          {isChanged && !overriddenBy && (
            <button
              type="button"
              className="link-button setting-reset"
              aria-label={`Reset ${entry.label}`}
              title={`Back to the default: ${defaultText(entry)}`}
              onClick={() => setSetting(entry.key, entry.default)}
            >
              Reset
            </button>
          )}
        </p>
        <p id={descriptionId} className="setting-description">
          {entry.description}
          {entry.kind !== "folder" && (
            <span className="setting-default"> Default: {defaultText(entry)}.</span>
          )}
        </p>
        {overriddenBy && (
          <p className="setting-overridden">
            The environment variable <span className="mono selectable">{overriddenBy}</span> goes before this
            setting. To set it here, start Stemma without the variable.
          </p>
        )}
      </div>
      <Control entry={entry} value={value} overriddenBy={overriddenBy} describedBy={descriptionId} />
    </div>
  );
}

interface ControlProps {
  entry: SettingEntry;
  value: SettingValue;
  overriddenBy: string | undefined;
  describedBy: string;
}

function Control({ entry, value, overriddenBy, describedBy }: ControlProps) {
  const name = useId();
  const isFixed = overriddenBy !== undefined;
  switch (entry.kind) {
    case "switch":
      return (
        <Switch
          label={entry.label}
          isOn={value === true}
          describedBy={describedBy}
          onChange={(isOn) => setSetting(entry.key, isOn)}
        />
      );
    case "choice":
      return (
        <div
          role="radiogroup"
          aria-label={entry.label}
          aria-describedby={describedBy}
          className="setting-choice"
        >
          {entry.options.map((option) => (
            <label key={option.value}>
              <input
                type="radio"
                name={name}
                checked={value === option.value}
                onChange={() => setSetting(entry.key, option.value)}
              />
              {option.label}
            </label>
          ))}
        </div>
      );
    case "number":
      return (
        <NumberField
          entry={entry}
          value={numberInForce(overriddenBy) ?? Number(value)}
          isFixed={isFixed}
          describedBy={describedBy}
          onChange={(next) => setSetting(entry.key, next)}
        />
      );
    case "folder":
      return (
        <FolderField folder={value === null ? null : String(value)} isFixed={isFixed} label={entry.label} />
      );
  }
}

function FolderField({ folder, isFixed, label }: { folder: string | null; isFixed: boolean; label: string }) {
  const choose = () => void told(async () => void (await host("settings.chooseCacheFolder", {})));
  return (
    <div className="setting-folder">
      <p className="selectable setting-path" title={folder ?? undefined}>
        {folder ?? "the system's place for caches"}
      </p>
      <div className="setting-buttons">
        <button
          type="button"
          className="button"
          aria-label={`Choose… ${label.toLowerCase()}`}
          disabled={isFixed}
          onClick={choose}
        >
          Choose…
        </button>
        <button
          type="button"
          className="button"
          disabled={isFixed || folder === null}
          onClick={() => setSetting("cache.folder", null)}
        >
          Default
        </button>
      </div>
    </div>
  );
}

/** The number that an environment variable sets; null when it sets none. */
function numberInForce(variable: string | undefined): number | null {
  const value = Number(variable?.slice(variable.indexOf("=") + 1));
  return Number.isFinite(value) && value > 0 ? value : null;
}

function defaultText(entry: SettingEntry): string {
  switch (entry.kind) {
    case "choice":
      return entry.options.find(({ value }) => value === entry.default)?.label ?? entry.default;
    case "switch":
      return entry.default ? "on" : "off";
    case "number":
      return withUnit(entry, entry.default);
    case "folder":
      return "the system's place for caches";
  }
}
