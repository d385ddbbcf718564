import fs from "node:fs";
import type { BrowserWindow, WebContents } from "electron";
import { HOST_EVENT } from "../../shared/ipc/channels.ts";
import type { HostEvent, KeptSource } from "../../shared/ipc/host-contract.ts";
import type { ViewSnapshot } from "../../shared/ipc/view-snapshot-schema.ts";
import type { EngineHost } from "./engine-host.ts";
import { OpenTab, type TabOwner } from "./open-tab.ts";
import type { SavedTab } from "./session-schema.ts";

const CLOSED_KEPT = 25; // tabs that "Reopen closed tab" goes back to

/** How a source is opened. */
interface OpenOptions {
  /** Show its tab; true unless said otherwise. */
  activate?: boolean;
  /** Read it only when its tab is shown. */
  isWaiting?: boolean;
  /** Its view and stamp, where it was open before. */
  saved?: SavedTab;
  /** Place among the tabs; the end unless said otherwise. */
  index?: number;
}

/** The open sources of one window, in tab order. */
export class WindowSources implements TabOwner {
  readonly #window: BrowserWindow;
  readonly #changed: () => void;
  #tabs: OpenTab[] = [];
  readonly #closed: SavedTab[] = []; // the last one reopens first
  #activeId: string | null = null;
  #isPageReady = false;
  readonly #unsent: HostEvent[] = [];
  /** New tabs that are told together, while many are opened. */
  #told: OpenTab[] | null = null;

  /** `changed` is called when something that the session keeps has changed. */
  constructor(window: BrowserWindow, changed: () => void) {
    this.#window = window;
    this.#changed = changed;
  }

  /** The page has loaded (again): it asks for the list and gets a fresh port for each source that is read. */
  pageReady(): { sources: KeptSource[]; activeId: string | null } {
    this.#isPageReady = true;
    setImmediate(() => {
      for (const tab of this.#tabs) {
        if (tab.engine) tab.connect();
        else if (tab.info.sourceId === this.#activeId) tab.start();
      }
      for (const event of this.#unsent.splice(0)) this.send(event);
    }); // ports come after the list, so that the page knows what they are for
    return { sources: this.#tabs.map((tab) => tab.forPage()), activeId: this.#activeId };
  }

  /** The page is gone or loads again: nobody hears events until it asks for the list. */
  pageGone(): void {
    this.#isPageReady = false;
  }

  /** Open a file or folder in a new tab, or show the tab that has it. Reading starts at once unless it is to wait. */
  open(file: string, options: OpenOptions = {}): void {
    const activate = options.activate ?? true;
    const open = this.tabOf(file);
    if (open) return activate ? this.show(open) : undefined;
    const tab = new OpenTab(
      this,
      options.saved ?? { path: file, stamp: null, isReadable: false, view: null },
    );
    this.#tabs.splice(options.index ?? this.#tabs.length, 0, tab);
    if (!options.isWaiting) tab.start();
    if (activate) this.#activeId = tab.info.sourceId;
    this.#tellOpened(tab, activate);
  }

  /** Open many at once, the last one in front: as `open` each, told to the page in one message. */
  openAll(files: readonly string[], isWaiting: (index: number) => boolean): void {
    const fresh: OpenTab[] = [];
    this.#told = fresh;
    files.forEach((file, index) => {
      const isLast = index === files.length - 1;
      this.open(file, { activate: isLast, isWaiting: !isLast && isWaiting(index) });
    });
    this.#told = null;
    const sources = fresh.map((tab) => tab.forPage());
    if (sources.length > 0) this.send({ type: "sources-opened", sources, activeId: this.#activeId });
    this.changed();
  }

  /** Bring the tab of a source to the front. */
  show(sourceId: string): void {
    this.activate(sourceId);
    this.send({ type: "source-activated", sourceId });
  }

  /** The person sees this tab now (null: the start page): read it if that has not begun. */
  activate(sourceId: string | null): void {
    this.#activeId = this.#find(sourceId)?.info.sourceId ?? null;
    this.#find(sourceId)?.start();
    this.changed();
  }

  /** Tabs and the one in front as the session keeps them. */
  saved(): { tabs: SavedTab[]; active: number | null } {
    const active = this.#tabs.findIndex((tab) => tab.info.sourceId === this.#activeId);
    return { tabs: this.#tabs.map((tab) => tab.saved()), active: active < 0 ? null : active };
  }

  /** Bring tabs back; none is read before it is shown. */
  restore({ tabs, active }: { tabs: readonly SavedTab[]; active: number | null }): void {
    tabs.forEach((saved, index) =>
      this.open(saved.path, { saved, isWaiting: true, activate: index === active }),
    );
  }

  /** Read the tab in front now, before the page asks. */
  readFront(): void {
    this.#find(this.#activeId)?.start();
  }

  keepView(sourceId: string, view: ViewSnapshot): void {
    this.#find(sourceId)?.keepView(view);
  }

  /** Forget how sources were looked at; their tabs stay. */
  forgetViews(): void {
    for (const tab of this.#tabs) tab.forgetView();
  }

  /** Put the tabs into this order; those not named stay behind the others. */
  order(sourceIds: readonly string[]): void {
    const named = sourceIds.flatMap((id) => this.#find(id) ?? []);
    this.#tabs = [...new Set([...named, ...this.#tabs])];
    this.changed();
  }

  close(sourceId: string): void {
    const tab = this.#take(sourceId);
    if (!tab) return;
    this.#closed.push(tab.saved());
    if (this.#closed.length > CLOSED_KEPT) this.#closed.shift();
    void tab.close();
  }

  /** Open the tab that was closed last, with its view. False when there is none. */
  reopenClosed(): boolean {
    const saved = this.#closed.pop();
    if (saved) this.open(saved.path, { saved });
    return saved !== undefined;
  }

  /** Show another file in the place of a tab, with its view: the file was moved. */
  replace(sourceId: string, file: string): void {
    const index = this.#tabs.findIndex((tab) => tab.info.sourceId === sourceId);
    const old = this.#take(sourceId);
    if (!old) return;
    void old.close();
    this.open(file, { saved: { ...old.saved(), path: file }, index });
  }

  /** Give a tab to another window; its engine runs on. */
  moveTo(other: WindowSources, sourceId: string, index: number = other.count): void {
    const tab = this.#take(sourceId);
    if (!tab) return;
    tab.moveTo(other);
    other.#tabs.splice(index, 0, tab);
    other.#activeId = sourceId;
    other.#tellOpened(tab, true);
    tab.start();
    tab.connect();
  }

  reload(sourceId: string, isReadable?: boolean): void {
    this.#find(sourceId)?.reload(isReadable);
  }

  /** Whether what a tab shows was a folder when it was last there. */
  wasFolder(sourceId: string): boolean {
    return this.#find(sourceId)?.wasFolder === true;
  }

  path(sourceId: string): string | undefined {
    return this.#find(sourceId)?.path;
  }

  engine(sourceId: string): EngineHost | undefined {
    return this.#find(sourceId)?.engine ?? undefined;
  }

  /** The tab that has this file, by whatever name. */
  tabOf(file: string): string | undefined {
    const isSame = sameFileAs(file);
    return this.#tabs.find((tab) => tab.path === file || isSame(tab.path))?.info.sourceId;
  }

  /** The path of the tab in front; undefined on the start page. */
  get frontPath(): string | undefined {
    return this.#find(this.#activeId)?.path;
  }

  get count(): number {
    return this.#tabs.length;
  }

  /** End all engines; what they were writing is cancelled and removed. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#tabs.map((tab) => tab.close()));
  }

  /** Tell the page something, now or as soon as it has loaded. */
  sendSurely(event: HostEvent): void {
    if (this.#isPageReady) this.send(event);
    else this.#unsent.push(event);
  }

  send(event: HostEvent): void {
    if (!this.#window.isDestroyed() && this.#isPageReady) this.#window.webContents.send(HOST_EVENT, event);
  }

  page(): WebContents | null {
    return this.#isPageReady && !this.#window.isDestroyed() ? this.#window.webContents : null;
  }

  changed(): void {
    this.#changed();
  }

  #tellOpened(tab: OpenTab, activate: boolean): void {
    if (this.#told) return void this.#told.push(tab);
    this.send({ type: "source-opened", ...tab.forPage(), activate, index: this.#tabs.indexOf(tab) });
    this.changed();
  }

  #take(sourceId: string): OpenTab | undefined {
    const tab = this.#find(sourceId);
    if (!tab) return undefined;
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    if (this.#activeId === sourceId) this.#activeId = null; // the page tells which is in front now
    this.send({ type: "source-closed", sourceId });
    this.changed();
    return tab;
  }

  #find(sourceId: string | null): OpenTab | undefined {
    return this.#tabs.find((tab) => tab.info.sourceId === sourceId);
  }
}

/** Whether a path leads to the same file: links and different spellings count. */
function sameFileAs(file: string): (other: string) => boolean {
  const real = realPath(file);
  return (other) => real !== null && realPath(other) === real;
}

function realPath(file: string): string | null {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return null; // not there: only its name can be compared
  }
}
