import { useId, useState } from "react";
import { readWebAddress } from "../../../shared/text/web-address.ts";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { runDownloads } from "../../queries/run-download.ts";
import { askForAddress, useAddressRequest } from "../../state/address-request.ts";
import { useLinkDrop } from "./use-link-drop.ts";
import "./ImportAddress.css";

/** More than anybody pastes on purpose. */
const MOST_ADDRESSES = 50;

/** Asks for an address of the web, fetches what is there, and hands it to the import dialog. */
export function ImportAddress() {
  const address = useAddressRequest((state) => state.address);
  useCommand("import-address", () => askForAddress(""));
  useLinkDrop();
  return (
    <Dialog title="Import from address" isOpen={address !== null} onClose={() => askForAddress(null)}>
      {address !== null && <AddressForm key={address} given={address} />}
    </Dialog>
  );
}

function AddressForm({ given }: { given: string }) {
  const [text, setText] = useState(given);
  const [problem, setProblem] = useState<string | null>(null);
  const fieldId = useId();
  const noteId = useId();
  const problemId = useId();
  const start = () => {
    const words = text.split(/\s+/).filter((word) => word !== "");
    const addresses = words
      .map((word) => readWebAddress(word))
      .map((one) => (one !== null && URL.canParse(one) ? one : null));
    const bad = words.find((_, index) => addresses[index] === null);
    if (words.length === 0) return setProblem("Type or paste an address first.");
    if (bad !== undefined)
      return setProblem(`“${bad.slice(0, 100)}” is no address: it has to begin with https:// or http://.`);
    if (words.length > MOST_ADDRESSES) return setProblem(`At most ${MOST_ADDRESSES} addresses at a time.`);
    askForAddress(null);
    void runDownloads([...new Set(addresses.filter((one) => one !== null))]);
  };
  return (
    <form
      className="address-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <label htmlFor={fieldId}>Address</label>
      <input
        id={fieldId}
        className="text-input"
        type="url"
        inputMode="url"
        spellCheck={false}
        autoComplete="off"
        placeholder="https://example.org/archive.aiida"
        value={text}
        aria-describedby={problem === null ? noteId : `${problemId} ${noteId}`}
        aria-invalid={problem !== null}
        onChange={({ target }) => {
          setText(target.value);
          setProblem(null);
        }}
      />
      {problem !== null && (
        <p id={problemId} role="alert" className="address-problem">
          {problem}
        </p>
      )}
      <p id={noteId} className="address-note">
        The file is fetched first; then you see what importing it would do. Several addresses are separated by
        blanks. Nothing is sent but the request for the file.
      </p>
      <div className="address-buttons">
        <button type="button" className="button" onClick={() => askForAddress(null)}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Download
        </button>
      </div>
    </form>
  );
}
