import { randomUUID } from "node:crypto";
import path from "node:path";
import type { BrowserWindow } from "electron";
import { HOST_EVENT } from "../../shared/ipc/channels.ts";
import type { HostEvent, SourceInfo } from "../../shared/ipc/host-contract.ts";
import { EngineHost } from "./engine-host.ts";
import { watchFile } from "./watch-file.ts";

interface OpenTab {
  info: SourceInfo;
  path: string;
  engine: EngineHost;
  stopWatching(): void;
}

/** The open sources of one window, in tab order: each with its engine and an eye on its file. */
export class WindowSources {
  readonly #window: BrowserWindow;
  readonly #tabs: OpenTab[] = [];
  readonly #closed: string[] = []; // paths, the last one reopens first
  #isPageReady = false;

  constructor(window: BrowserWindow) {
    this.#window = window;
  }

  /** The page has loaded (again): it asks for the list and gets a fresh port for each source. */
  pageReady(): SourceInfo[] {
    this.#isPageReady = true;
    for (const tab of this.#tabs) tab.engine.connect(this.#window.webContents, tab.info.sourceId);
    return this.#tabs.map((tab) => tab.info);
  }

  /** Open a file or folder in a new tab, or show the tab that has it. Reading starts at once, in its engine. */
  open(file: string): void {
    const open = this.#tabs.find((tab) => tab.path === file);
    if (open) return this.send({ type: "source-activated", sourceId: open.info.sourceId });
    const info = { sourceId: randomUUID(), name: path.basename(file), shownPath: file };
    const engine = new EngineHost(file, {
      onGone: (restarting) => {
        this.send({ type: "engine-gone", sourceId: info.sourceId, restarting });
        if (restarting) engine.connect(this.#window.webContents, info.sourceId);
      },
    });
    const stopWatching = watchFile(file, (change) =>
      this.send({ type: "source-changed", sourceId: info.sourceId, change }),
    );
    this.#tabs.push({ info, path: file, engine, stopWatching });
    this.send({ type: "source-opened", source: info, activate: true });
    if (this.#isPageReady) engine.connect(this.#window.webContents, info.sourceId);
  }

  close(sourceId: string): void {
    const index = this.#tabs.findIndex((tab) => tab.info.sourceId === sourceId);
    const [tab] = index < 0 ? [] : this.#tabs.splice(index, 1);
    if (!tab) return;
    tab.stopWatching();
    void tab.engine.close();
    this.#closed.push(tab.path);
    this.send({ type: "source-closed", sourceId });
  }

  reopenClosed(): void {
    const file = this.#closed.pop();
    if (file) this.open(file);
  }

  reload(sourceId: string): void {
    this.#find(sourceId)?.engine.restart();
  }

  path(sourceId: string): string | undefined {
    return this.#find(sourceId)?.path;
  }

  engine(sourceId: string): EngineHost | undefined {
    return this.#find(sourceId)?.engine;
  }

  /** End all engines; what they were writing is cancelled and removed. */
  async closeAll(): Promise<void> {
    const tabs = this.#tabs.splice(0);
    for (const tab of tabs) tab.stopWatching();
    await Promise.all(tabs.map((tab) => tab.engine.close()));
  }

  send(event: HostEvent): void {
    if (!this.#window.isDestroyed() && this.#isPageReady) this.#window.webContents.send(HOST_EVENT, event);
  }

  #find(sourceId: string): OpenTab | undefined {
    return this.#tabs.find((tab) => tab.info.sourceId === sourceId);
  }
}
