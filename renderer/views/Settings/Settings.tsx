import { useDeferredValue, useEffect, useRef, useState } from "react";
import type { HostOutput } from "../../../shared/ipc/host-contract.ts";
import { SETTING_SECTIONS, type SettingSection } from "../../../shared/text/settings-list.ts";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { countOf } from "../../components/number-text.ts";
import { host } from "../../ipc/host.ts";
import { changeSettings, openSettingsFile, told, useSettingsMessage } from "../../state/settings.ts";
import { CacheUse } from "./CacheUse.tsx";
import { ResetAll } from "./ResetAll.tsx";
import { findSettings, matchesWords } from "./search-settings.ts";
import { SettingRow } from "./SettingRow.tsx";
import "./Settings.css";

/** What is to be known of a whole section. */
const NOTES: Partial<Record<SettingSection, string>> = {
  Export:
    "A new export basket begins with these traversal rules, and so does one whose rules nobody changed. The command stemma keeps AiiDA's defaults.",
  Limits:
    "They protect this computer from files that were made to fill it. They hold for archives that are opened from now on; Reload from disk applies them to an open one.",
};
const CACHE_WORDS = "Storage What the cache holds Clear cache databases unpacked free space";

/** The page of settings: everything a person can set, found by words, in force as soon as it is changed. */
export function Settings() {
  const [isOpen, setOpen] = useState(false);
  useCommand("settings", () => setOpen(true));
  useCommand("density-compact", () => void changeSettings({ density: "compact" }));
  useCommand("density-comfortable", () => void changeSettings({ density: "comfortable" }));
  return (
    <Dialog title="Settings" isOpen={isOpen} onClose={() => setOpen(false)} className="settings">
      <SettingsPage />
    </Dialog>
  );
}

function SettingsPage() {
  const [query, setQuery] = useState("");
  const [about, setAbout] = useState<HostOutput<"settings.about"> | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const message = useSettingsMessage(({ text }) => text);
  useEffect(() => {
    useSettingsMessage.setState({ isPageOpen: true, text: null });
    return () => useSettingsMessage.setState({ isPageOpen: false, text: null });
  }, []);
  useEffect(() => {
    void told(async () => setAbout(await host("settings.about", {})));
  }, []);
  // The first section is there at once; the others, and what a search finds, are drawn without holding up a key.
  const shownQuery = useDeferredValue<string | null>(query, null);
  const found = findSettings(shownQuery ?? "").filter(
    ({ section }) => shownQuery !== null || section === SETTING_SECTIONS[0],
  );
  const isCacheFound = shownQuery !== null && matchesWords(CACHE_WORDS, shownQuery);
  const sections = SETTING_SECTIONS.filter(
    (section) => found.some((entry) => entry.section === section) || (section === "Storage" && isCacheFound),
  );
  const goTo = (section: SettingSection) => {
    const heading = scroller.current?.querySelector<HTMLElement>(`[data-section="${section}"]`);
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  };
  return (
    <>
      <div className="settings-top">
        <input
          type="search"
          className="text-input settings-search"
          aria-label="Search settings"
          placeholder="Search settings"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || query === "") return; // the first Escape empties the field, the next closes
            event.stopPropagation();
            event.preventDefault();
            setQuery("");
          }}
        />
        <p role="status" className="settings-found">
          {query.trim() !== "" && `${countOf(found.length, "setting")} found`}
        </p>
        <p role="alert" className="settings-message selectable">
          {message}
        </p>
      </div>
      <div className="settings-middle">
        <nav aria-label="Sections of the settings" className="settings-nav">
          <ul>
            {sections.map((section) => (
              <li key={section}>
                <button type="button" onClick={() => goTo(section)}>
                  {section}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={scroller} className="settings-list">
          {sections.map((section) => (
            <section key={section} aria-label={section}>
              <h3 tabIndex={-1} data-section={section}>
                {section}
              </h3>
              {NOTES[section] && <p className="settings-note">{NOTES[section]}</p>}
              {found
                .filter((entry) => entry.section === section)
                .map((entry) => (
                  <SettingRow key={entry.key} entry={entry} overriddenBy={about?.overriddenBy[entry.key]} />
                ))}
              {section === "Storage" && isCacheFound && <CacheUse />}
            </section>
          ))}
          {sections.length === 0 && (
            <p className="settings-none">
              No setting matches “{query}”.{" "}
              <button type="button" className="link-button" onClick={() => setQuery("")}>
                Show all settings
              </button>
            </p>
          )}
        </div>
      </div>
      <div className="settings-bottom">
        <button type="button" className="button" title={about?.shownPath} onClick={openSettingsFile}>
          Open settings.json
        </button>
        <button
          type="button"
          className="button"
          title={about?.shownPath}
          onClick={() => void told(async () => void (await host("settings.openFile", { inFolder: true })))}
        >
          Show in folder
        </button>
        <ResetAll />
      </div>
    </>
  );
}
