import type { ReactNode } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { FactValue } from "../../components/FactValue.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import { type ExportOptions, usePrivacy } from "../../queries/basket.ts";

/** Who and where the archive will tell of: people, machines, paths, and records that often name them. */
export function PrivacySummary({ options }: { options: ExportOptions }) {
  const privacy = usePrivacy(options);
  return (
    <section aria-label="What leaves the house" className="export-privacy">
      <h3 className="section-heading">What leaves the house</h3>
      {privacy.isPending && <p className="export-hint">Looking for names and paths…</p>}
      {privacy.error && (
        <ErrorNotice
          error={privacy.error}
          action={{ label: "Try again", run: () => void privacy.refetch() }}
        />
      )}
      {privacy.data && (
        <dl>
          <Fact name="E-mail addresses">{listed(privacy.data.emails)}</Fact>
          <Fact name="Computers">
            {listed(privacy.data.computers.map(({ label, hostname }) => `${label} (${hostname})`))}
          </Fact>
          <Fact name="Paths">
            {privacy.data.pathCount === 0 ? (
              "none found"
            ) : (
              <details>
                <summary>{countOf(privacy.data.pathCount, "path")} of directories and programs</summary>
                <ul className="mono">
                  {privacy.data.paths.map((path) => (
                    <li key={path}>{escapeLine(path)}</li>
                  ))}
                </ul>
                {privacy.data.pathCount > privacy.data.paths.length &&
                  `and ${formatCount(privacy.data.pathCount - privacy.data.paths.length)} more`}
              </details>
            )}
          </Fact>
          <Fact name="Authinfos">
            {options.includeAuthinfos ? (
              <span className="export-warning">
                {countOf(privacy.data.authinfos, "login setting")}: user names, host names, key paths
              </span>
            ) : (
              "not included"
            )}
          </Fact>
          <Fact name="Logs and comments">
            {countOf(privacy.data.logs, "log record")} · {countOf(privacy.data.comments, "comment")}
            {privacy.data.logs + privacy.data.comments > 0 && ", which may name people, machines and paths"}
          </Fact>
        </dl>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="export-fact">
      <dt>{name}</dt>
      <FactValue>{children}</FactValue>
    </div>
  );
}

const SHOWN = 5;

/** A list in a line; a long one says how many more there are. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > SHOWN ? ` and ${formatCount(names.length - SHOWN)} more` : "";
  return names.slice(0, SHOWN).map(escapeLine).join(", ") + more;
}
