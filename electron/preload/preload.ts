import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { Bridge, Dropped, HostEvent } from "../../shared/ipc/host-contract.ts";
import { HOST_CALL, HOST_EVENT, KEEP_DROPPED, SOURCE_PORT } from "../../shared/ipc/channels.ts";

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
  async keepDropped(files) {
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== "");
    const kept: Dropped = await ipcRenderer.invoke(KEEP_DROPPED, paths);
    return { ...kept, lost: files.length - paths.length };
  },
  platform: process.platform,
};

contextBridge.exposeInMainWorld("stemma", bridge);

ipcRenderer.on(SOURCE_PORT, (event, sourceId: string) => {
  window.postMessage({ type: SOURCE_PORT, sourceId }, window.origin, event.ports);
});
