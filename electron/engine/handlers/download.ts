import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { shownAddress } from "../../../shared/text/web-address.ts";
import { download, requireAddress } from "../../download/download.ts";
import { keepReady, removeReady } from "../../download/downloads-folder.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

/** Fetching files for the library. */
export function downloadHandlers({
  source,
}: OpenSource): Pick<EngineHandlers, "library.download" | "library.dropDownload"> {
  return {
    "library.download": async ({ address }, context) => {
      requireEditable(source);
      const got = await download(address, context);
      const from = escapeLine(shownAddress(requireAddress(address).href));
      const token = keepReady(got, from, ownerPid());
      return {
        token,
        name: escapeLine(got.name),
        shownAddress: from,
        sizeBytes: got.sizeBytes,
      };
    },
    "library.dropDownload": ({ token }) => {
      removeReady(token);
      return {};
    },
  };
}

/** The app, which outlives this engine: another engine of it may go on with the file. */
function ownerPid(): number {
  const pid = Number(process.env.STEMMA_MAIN_PID);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : process.pid;
}
