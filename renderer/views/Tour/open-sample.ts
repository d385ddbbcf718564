import { AppError } from "../../../shared/ipc/errors.ts";
import { host } from "../../ipc/host.ts";
import { activeTab, useSources } from "../../state/sources.ts";

const SAMPLE = "qe-si-bands.aiida"; // its file name, which its tab has
const WAIT_MS = 20_000;

/** Open the sample, or bring its tab to the front; answers with its source once it can be looked at. */
export async function openSample(): Promise<string> {
  await host("sources.openSample", {}); // main tells of the tab before it answers
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      stop();
      clearTimeout(timer);
      done();
    };
    const look = () => {
      const tab = activeTab();
      if (tab?.info.name !== SAMPLE) return;
      const { error } = tab;
      if (tab.status === "open") settle(() => resolve(tab.info.sourceId));
      else if (error) settle(() => reject(error));
    };
    const stop = useSources.subscribe(look);
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(
            new AppError(
              "internal",
              "The sample did not open in time. Try “Open sample”, then the tour again.",
            ),
          ),
        ),
      WAIT_MS,
    );
    look();
  });
}
