import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { Bridge, HostEvent } from "../../shared/ipc/host-contract.ts";
import { HOST_CALL, HOST_EVENT, OPEN_DROPPED, SOURCE_PORT } from "../../shared/ipc/channels.ts";

/**
 * The whole bridge between page and main: calls, events, dropped files. A dropped file's path goes from here to main
 * and never through the page, so that the page cannot name a path. Ports cannot cross the bridge; they are posted to
 * the page's own window.
 */
const bridge: Bridge = {
  invoke: (name, input) => ipcRenderer.invoke(HOST_CALL, name, input),
  onEvent(listener) {
    const relay = (_event: unknown, value: HostEvent) => listener(value);
    ipcRenderer.on(HOST_EVENT, relay);
    return () => ipcRenderer.off(HOST_EVENT, relay);
  },
  async openDropped(files) {
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== "");
    if (paths.length > 0) await ipcRenderer.invoke(OPEN_DROPPED, paths);
    return paths.length;
  },
  platform: process.platform,
};

contextBridge.exposeInMainWorld("stemma", bridge);

ipcRenderer.on(SOURCE_PORT, (event, sourceId: string) => {
  window.postMessage({ type: SOURCE_PORT, sourceId }, window.origin, event.ports);
});
