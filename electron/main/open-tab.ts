import { randomUUID } from "node:crypto";
import fs from "node:fs";
import type { WebContents } from "electron";
import type { HostEvent, KeptSource, SourceInfo } from "../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import type { ViewSnapshot } from "../../shared/ipc/view-snapshot-schema.ts";
import { isProfileFolder, sourceName } from "./aiida-profiles.ts";
import { EngineHost } from "./engine-host.ts";
import { libraries } from "./libraries.ts";
import type { SavedTab } from "./session-schema.ts";
import { stampOf, watchFile } from "./watch-file.ts";

/** The window that a tab stands in. */
export interface TabOwner {
  /** The page that takes ports; null while it loads. */
  page(): WebContents | null;
  send(event: HostEvent): void;
  /** Something that the session keeps has changed. */
  changed(): void;
}

/** A drive that has not told the file's stamp by then is not waited for; the view is taken for outdated. */
const STAMP_WAIT_MS = 1_500;

/**
 * One open source: its file, its engine, and how it was last looked at. It waits until `start`: a session of twenty
 * tabs reads only those that are looked at. It can move to another window with its engine running.
 */
export class OpenTab {
  readonly info: SourceInfo;
  readonly path: string;
  #owner: TabOwner;
  #engine: EngineHost | null = null;
  #view: ViewSnapshot | null;
  #stamp: string | null;
  #isReadable: boolean;
  #stamped: Promise<void> = Promise.resolve();
  #stopWatching: () => void = () => undefined;
  #wasFolder = false;

  constructor(owner: TabOwner, saved: SavedTab) {
    this.#owner = owner;
    this.path = saved.path;
    this.#view = saved.view;
    this.#stamp = saved.stamp;
    this.#isReadable = saved.isReadable;
    // A name may hold characters that turn what follows around; people see them as what they are.
    const name = libraries().nameOf(saved.path) ?? sourceName(saved.path);
    this.info = { sourceId: randomUUID(), name, shownPath: escapeLine(saved.path) };
  }

  get engine(): EngineHost | null {
    return this.#engine;
  }

  /** It was a folder when it was last there. */
  get wasFolder(): boolean {
    return this.#wasFolder;
  }

  /** The tab for the page: what it shows, and as what it was last seen. */
  forPage(): KeptSource {
    return { source: this.info, view: this.#view, isWaiting: this.#engine === null };
  }

  /** The tab for the session. */
  saved(): SavedTab {
    return { path: this.path, stamp: this.#stamp, isReadable: this.#isReadable, view: this.#view };
  }

  keepView(view: ViewSnapshot): void {
    this.#view = view;
    this.#owner.changed();
  }

  forgetView(): void {
    this.#view = null;
    this.#owner.changed();
  }

  /** Read the source, if that has not begun. */
  start(): void {
    if (this.#engine) return;
    const { sourceId } = this.info;
    this.#engine = new EngineHost(this.path, this.#isReadable, {
      onGone: (restarting, error) => {
        this.#owner.send({ type: "engine-gone", sourceId, restarting, error });
        if (!restarting) return;
        this.#lookAtFile(); // the new engine reads the file as it is now
        this.connect();
      },
      onMoved: () => this.#owner.send({ type: "library-moved", sourceId }),
    });
    this.#lookAtFile();
    this.connect();
  }

  /** Read it anew, as it is now on disk; with `isReadable` from now on as far as it can be read. */
  reload(isReadable: boolean = this.#isReadable): void {
    this.#isReadable = isReadable;
    this.#owner.changed();
    if (this.#engine) this.#engine.restart(isReadable);
    else this.start();
  }

  /** Give the page a port to the engine, once it is known whether the kept view still holds. */
  connect(): void {
    const engine = this.#engine;
    void this.#stamped.then(() => {
      const page = this.#owner.page();
      if (!page || !engine || engine !== this.#engine) return;
      const { sourceId } = this.info;
      if (engine.isGivenUp) {
        this.#owner.send({ type: "engine-gone", sourceId, restarting: false, error: engine.refusal });
      } else engine.connect(page, sourceId);
    });
  }

  /** Hand the tab to another window. */
  moveTo(owner: TabOwner): void {
    this.#owner = owner;
  }

  /** End the engine; what it was writing is cancelled and removed. */
  async close(): Promise<void> {
    this.#stopWatching();
    const engine = this.#engine;
    this.#engine = null;
    await engine?.close();
  }

  #lookAtFile(): void {
    const { sourceId } = this.info;
    this.#stopWatching();
    let isTold = false;
    this.#stopWatching = watchFile(this.path, (change) => {
      // AiiDA may write to a profile every second: that it is another one by now is said once.
      const isAgain = isTold && change === "changed" && isProfileFolder(this.path);
      if (change === "changed" && libraries().mayChange(this.path)) return; // its engine follows it
      isTold ||= change === "changed";
      if (!isAgain) this.#owner.send({ type: "source-changed", sourceId, change });
    });
    this.#stamped = this.#compareStamp();
    fs.promises.stat(this.path).then(
      (stat) => (this.#wasFolder = stat.isDirectory()),
      () => undefined, // not there: as it was before
    );
  }

  async #compareStamp(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), STAMP_WAIT_MS)));
    const stamp = await Promise.race([stampOf(this.path), late]);
    clearTimeout(timer);
    if (this.#view?.nodes && (stamp === null || stamp !== this.#stamp)) {
      this.#view = { ...this.#view, nodes: null };
      this.#owner.send({ type: "view-outdated", sourceId: this.info.sourceId });
    }
    this.#stamp = stamp;
    this.#owner.changed();
  }
}
