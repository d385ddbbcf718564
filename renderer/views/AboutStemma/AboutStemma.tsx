import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { FactList } from "../../components/FactList.tsx";
import { host } from "../../ipc/host.ts";
import { Licences } from "./Licences.tsx";
import "./AboutStemma.css";

/** Which Stemma this is and what it runs on; the stand-in runtime is named as such. */
export function AboutStemma() {
  const [isOpen, setOpen] = useState(false);
  const [showsLicences, setShowsLicences] = useState(false);
  useCommand("about", () => setOpen(true));
  const info = useQuery({
    queryKey: ["app.info"],
    queryFn: () => host("app.info", {}),
    staleTime: Infinity,
    enabled: isOpen,
  });
  return (
    <Dialog title="About Stemma" isOpen={isOpen} onClose={() => setOpen(false)}>
      <p>See, choose from and export AiiDA provenance archives. MIT licence.</p>
      {info.isError && <ErrorNotice error={info.error} />}
      {info.data && (
        <>
          <FactList
            facts={[
              ["Version", info.data.version],
              ["Electron", info.data.electron],
              ["Chromium", info.data.chrome],
              ["Node", info.data.node],
              ["System", info.data.platform],
            ]}
          />
          {info.data.isFallbackRuntime && (
            <p role="note" className="about-fallback">
              <strong>Fallback runtime.</strong> The declared Electron {info.data.declaredElectron} could not
              be downloaded, so an older one stands in. This is no release.
            </p>
          )}
          <p className="about-actions">
            <button type="button" className="button" onClick={() => setShowsLicences(true)}>
              Licences
            </button>
          </p>
          <Licences isOpen={showsLicences} onClose={() => setShowsLicences(false)} />
        </>
      )}
    </Dialog>
  );
}
