import type { Target } from "../../shared/ipc/host-contract.ts";
import { host } from "../ipc/host.ts";

/** What can be done with an archive that was just written. */
export function writtenActions({ token }: Target) {
  return [
    { label: "Show in folder", run: () => void host("targets.showInFolder", { token }) },
    { label: "Open", run: () => void host("sources.openTarget", { token }) },
  ];
}
