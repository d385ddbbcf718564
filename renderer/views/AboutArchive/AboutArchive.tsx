import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { escapeBlock, escapeLine } from "../../../shared/text/escape.ts";
import { versionWords } from "../../../shared/text/version-words.ts";
import { runCommand, useCommand } from "../../commands/commands.ts";
import { CURRENT_VERSION } from "../../commands/save-as-current.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { FactList } from "../../components/FactList.tsx";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { exactTime } from "../../components/time-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { RuleList } from "./RuleList.tsx";
import { StartingSet } from "./StartingSet.tsx";
import "./AboutArchive.css";

type About = EngineOutput<"source.about">;

/** How the archive at hand was made: version, program, time, creation parameters, rules, the sender's starting set. */
export function AboutArchive() {
  const [isOpen, setOpen] = useState(false);
  useCommand("about-archive", () => setOpen(true));
  const sourceId = useSourceId();
  const about = useQuery({ ...engineQuery(sourceId, "source.about", {}), enabled: isOpen });
  const summary = useSources(({ tabs }) => tabs.find(({ info }) => info.sourceId === sourceId)?.summary);
  const isStore = summary?.kind === "store";
  return (
    <Dialog
      title={summary?.isEditable ? "About this library" : "About this archive"}
      isOpen={isOpen}
      onClose={() => setOpen(false)}
      className="about-archive"
    >
      <Summary sourceId={sourceId} onDone={() => setOpen(false)} />
      {about.isError && (
        <ErrorNotice error={about.error} action={{ label: "Try again", run: () => void about.refetch() }} />
      )}
      {about.data && <Details about={about.data} isStore={isStore} onDone={() => setOpen(false)} />}
    </Dialog>
  );
}

function Summary({ sourceId, onDone }: { sourceId: string; onDone: () => void }) {
  const tab = useSources(({ tabs }) => tabs.find((one) => one.info.sourceId === sourceId));
  const summary = tab?.summary;
  if (!tab || !summary) return null;
  const { counts } = summary;
  return (
    <>
      <FactList
        facts={[
          [summary.kind === "archive" ? "File" : "Folder", tab.info.shownPath],
          ["Size", formatBytes(summary.sizeBytes)],
          [
            "Form",
            `${summary.isEditable ? "AiiDA profile folder that may be changed" : CONTAINERS[summary.container]}, ${formWords(summary)}`,
          ],
          ["Written by", summary.isEditable ? null : escapeLine(summary.writtenBy)],
          ["Written at", summary.kind === "store" ? null : writtenAt(summary.createdAt)],
          [
            "Holds",
            [
              countOf(counts.nodes, "node"),
              countOf(counts.links, "link"),
              countOf(counts.files, "file"),
              countOf(counts.groups, "group"),
              countOf(counts.computers, "computer"),
              countOf(counts.users, "user"),
              countOf(counts.comments, "comment"),
              countOf(counts.logs, "log record"),
              countOf(counts.authinfos, "authinfo"),
            ].join(", "),
          ],
          ["First node", storedTime(summary.firstNodeAt)],
          ["Last node", storedTime(summary.lastNodeAt)],
        ]}
      />
      {isOlder(summary) && (
        <p className="about-older">
          An older version: AiiDA of today writes {CURRENT_VERSION}.
          <button
            type="button"
            className="button"
            onClick={() => {
              onDone();
              runCommand("save-as-current-version");
            }}
          >
            Save as current version…
          </button>
        </p>
      )}
      <NameList heading="Remarks on this file" names={summary.warnings} />
    </>
  );
}

function isOlder({ kind, version }: { kind: string; version: string }): boolean {
  return kind !== "store" && version !== CURRENT_VERSION;
}

function formWords(summary: { version: string; readAs: string }): string {
  return summary.version === summary.readAs ? `version ${summary.version}` : versionWords(summary);
}

const CONTAINERS = {
  zip: "ZIP file",
  tar: "tar file",
  "tar.gz": "compressed tar file",
  folder: "unpacked folder",
  store: "AiiDA profile folder, opened read-only",
};

/** metadata.json has no time zone: it is the clock of whoever wrote the file. */
function writtenAt(createdAt: string | null): string {
  if (createdAt === null) return "not recorded";
  return `${escapeLine(createdAt.replace("T", " "))}, by the sender's clock`;
}

function storedTime(stored: string | null) {
  return stored && <time title={exactTime(stored)}>{stored} UTC</time>;
}

/** A profile was not made by anybody's choice: it has no starting set and no metadata. */
function Details({ about, isStore, onDone }: { about: About; isStore: boolean; onDone: () => void }) {
  const { creationParameters: parameters } = about;
  return (
    <>
      {!isStore && <StartingSet about={about} onDone={onDone} />}
      {parameters && (
        <FactList
          facts={[
            ["Comments", yesNo(parameters.includeComments)],
            ["Logs", yesNo(parameters.includeLogs)],
            ["Authinfos", yesNo(parameters.includeAuthinfos)],
          ]}
        />
      )}
      {parameters?.rules && <RuleList rules={parameters.rules} />}
      <NameList heading="Conversions" names={about.conversionInfo} />
      <NameList
        heading="Groups"
        names={about.groups.map(
          ({ label, typeString, nodes }) => `${label} (${typeString}): ${countOf(nodes, "node")}`,
        )}
      />
      <NameList
        heading="Computers"
        names={about.computers.map(({ label, hostname }) => `${label} (${hostname})`)}
      />
      <NameList heading="Users" names={about.users} />
      {!isStore && (
        <details>
          <summary>metadata.json, as it is in the file</summary>
          <pre className="about-metadata mono selectable">{escapeBlock(about.metadataText)}</pre>
        </details>
      )}
    </>
  );
}

function NameList({ heading, names }: { heading: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <section className="about-section">
      <h3 className="section-heading">{heading}</h3>
      <ul className="about-names selectable">
        {names.map((name, index) => (
          <li key={index}>{escapeLine(name)}</li>
        ))}
      </ul>
    </section>
  );
}

function yesNo(included: boolean | null): string | null {
  return included === null ? null : included ? "included" : "left out";
}
