import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { host } from "../../ipc/host.ts";
import { type Licence, readLicences } from "./licences.ts";
import "./Licences.css";

interface LicencesProps {
  isOpen: boolean;
  onClose: () => void;
}

/** The licences of everything inside the program, each part's text to be unfolded. */
export function Licences({ isOpen, onClose }: LicencesProps) {
  const [failure, setFailure] = useState<Error | null>(null);
  const licences = useQuery({
    queryKey: ["app.licences"],
    queryFn: readLicences,
    staleTime: Infinity,
    enabled: isOpen,
  });
  const showRuntime = () => {
    setFailure(null);
    host("app.showRuntimeLicences", {}).catch(setFailure);
  };
  return (
    <Dialog title="Licences" isOpen={isOpen} onClose={onClose} className="licences">
      <p>Stemma is built of these parts. Each may be used, changed and passed on under its own licence.</p>
      {licences.isError && <ErrorNotice error={licences.error} />}
      {licences.data && (
        <ul className="licence-list" aria-label="Licences">
          {licences.data.map((licence) => (
            <li key={`${licence.name} ${licence.version}`}>
              <LicenceText {...licence} />
            </li>
          ))}
        </ul>
      )}
      <p>Chromium and Node.js, on which all of it runs, have several hundred parts of their own.</p>
      <p>
        <button type="button" className="button" onClick={showRuntime}>
          Show licences of Chromium and Node.js
        </button>
      </p>
      {failure && <ErrorNotice error={failure} />}
    </Dialog>
  );
}

function LicenceText({ name, version, licence, text }: Licence) {
  return (
    <details className="licence">
      <summary>
        {name} {version} <span className="licence-name">{licence}</span>
      </summary>
      <pre className="licence-text selectable">{text}</pre>
    </details>
  );
}
