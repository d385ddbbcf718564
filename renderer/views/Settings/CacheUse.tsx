import { useEffect, useState } from "react";
import type { HostOutput } from "../../../shared/ipc/host-contract.ts";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { host } from "../../ipc/host.ts";
import { told, useSettings } from "../../state/settings.ts";

type Report = HostOutput<"cache.look">;

/** What the cache holds now, and the button that empties it. */
export function CacheUse() {
  const { folder, maxBytes } = useSettings((settings) => settings.cache);
  return <CacheReport key={`${folder} ${maxBytes}`} />; // another folder is counted anew
}

function CacheReport() {
  const [report, setReport] = useState<Report | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  useEffect(() => {
    let isCurrent = true;
    void told(async () => {
      const found = await host("cache.look", { clear: false });
      if (isCurrent) setReport(found);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  const clear = async () => {
    setBusy(true);
    setSaid("");
    await told(async () => {
      const found = await host("cache.look", { clear: true });
      setReport(found);
      setSaid(clearedText(found));
    });
    setBusy(false);
  };
  return (
    <div className="setting" role="group" aria-label="What the cache holds">
      <div className="setting-text">
        <p className="setting-label">What the cache holds</p>
        <p className="setting-description selectable">
          {report
            ? `${countOf(report.databases, "database")}, ${formatBytes(report.bytes)}, in ${report.folder}`
            : "Counting…"}
        </p>
        <p role="status" className="setting-said">
          {said}
        </p>
      </div>
      <div>
        <button
          type="button"
          className="button"
          disabled={isBusy}
          title="Large archives are unpacked again when they are opened the next time"
          onClick={() => void clear()}
        >
          Clear cache
        </button>
      </div>
    </div>
  );
}

function clearedText({ freedBytes, inUse, bytes }: Report): string {
  const freed =
    freedBytes > 0
      ? `${formatBytes(freedBytes)} freed.`
      : bytes > 0
        ? "Nothing could be freed."
        : "The cache was empty.";
  const stay =
    inUse === 1 ? "1 database is open and stays." : `${countOf(inUse, "database")} are open and stay.`;
  return inUse > 0 ? `${freed} ${stay}` : freed;
}
