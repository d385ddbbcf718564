import { z } from "zod";
import type { Settings } from "../model/settings.ts";
import type { WireError } from "./errors.ts";
import { type Handlers, type Input, type Output, procedure } from "./procedure.ts";
import { LayoutChangeSchema, LayoutSchema, SettingsChangeSchema, SettingsSchema } from "./settings-schema.ts";
import { ViewSnapshotSchema } from "./view-snapshot-schema.ts";

/** A tab: one open source. The renderer knows it by id and name, never by its path. */
const SourceInfoSchema = z.object({
  sourceId: z.string(),
  name: z.string(), // file name
  shownPath: z.string(), // for a tooltip only
});

/** A tab as main keeps it. */
const KeptSourceSchema = z.object({
  source: SourceInfoSchema,
  /** The view as it was last kept; null for a file opened anew. */
  view: ViewSnapshotSchema.nullable(),
  /** Not read yet: reading starts when its tab is shown. */
  isWaiting: z.boolean(),
});

/** Work that writes something, and the source it belongs to. */
const BusyJobSchema = z.object({ title: z.string().max(500), sourceId: z.string() });

const RecentSchema = z.object({
  recentId: z.string(),
  name: z.string(),
  shownPath: z.string(),
  openedAt: z.string(), // ISO
  isMissing: z.boolean(),
  isRefused: z.boolean(), // it was open before, and could not be opened the last time
  note: z.string().nullable(), // "69 nodes · 1 failed", as of the last opening
});

/** A profile of AiiDA's configuration on this computer. */
const AiidaProfileSchema = z.object({
  profileId: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  shownPath: z.string().nullable(), // for a tooltip only
  problem: z.string().nullable(), // why it cannot be opened; null: it can
});

/** A store that is used as a library. */
const KnownLibrarySchema = z.object({
  libraryId: z.string(),
  name: z.string(),
  shownPath: z.string(), // for a tooltip only
  isDefault: z.boolean(), // the one of this program
  isMissing: z.boolean(),
});

/** A place the person chose in a dialog. `token` is all the renderer can name. */
const TargetSchema = z.object({ token: z.string(), name: z.string(), shownPath: z.string() });

/**
 * Every call that the window makes to the main process (`ipcRenderer.invoke`): windows, dialogs, recent files,
 * settings, clipboard. Nothing here touches an archive. Main checks the sender and parses the input.
 */
export const hostContract = {
  "app.info": procedure({
    input: z.object({}),
    output: z.object({
      version: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      platform: z.string(),
      isFallbackRuntime: z.boolean(), // not the declared Electron: marked in "About"
      declaredElectron: z.string(),
    }),
  }),
  /** Show the licences of Chromium and Node.js, a page of their own, in the person's browser. `file/not-found`. */
  "app.showRuntimeLicences": procedure({ input: z.object({}), output: z.null() }),
  /** The sources of this window, in tab order, at start and after a reload of the page; ports follow as events. */
  "sources.list": procedure({
    input: z.object({}),
    output: z.object({ sources: z.array(KeptSourceSchema), activeId: z.string().nullable() }),
  }),
  /** The tab in front, null on the start page. One that waits is read now. */
  "sources.activate": procedure({ input: z.object({ sourceId: z.string().nullable() }), output: z.null() }),
  /** Keep the view of a source for the next start. `ipc/bad-request` when it is larger than `KEPT_VIEW_BYTES`. */
  "sources.keepView": procedure({
    input: z.object({ sourceId: z.string(), view: ViewSnapshotSchema }),
    output: z.null(),
  }),
  /** Show the library in its tab; it is made if there is none. */
  "library.open": procedure({ input: z.object({}), output: z.null() }),
  /** Show the library, and say which tab it has: for files that are fetched into it. Null when it cannot be shown. */
  "library.tab": procedure({ input: z.object({}), output: z.object({ sourceId: z.string() }).nullable() }),
  /** Show the library, and ask how a recent file is to be imported. `archive/not-found` for one that is not listed. */
  "library.importRecent": procedure({ input: z.object({ recentId: z.string() }), output: z.null() }),
  /** Show the library, and give it the file of a tab to import. Null for a tab that is not there, and the library itself. */
  "library.takeTab": procedure({
    input: z.object({ sourceId: z.string() }),
    output: z.object({ sourceId: z.string(), file: TargetSchema }).nullable(),
  }),
  /** Open a file that the library was to import in a tab of its own; with `readable` as far as it can be read. */
  "library.openFile": procedure({
    input: z.object({ token: z.string(), readable: z.boolean() }),
    output: z.null(),
  }),
  /** Open what was dropped, ask how it is to be imported, or forget it. `token` is that of `Dropped`; each is answered once. */
  "dropped.open": procedure({ input: z.object({ token: z.string() }), output: z.null() }),
  "dropped.import": procedure({ input: z.object({ token: z.string() }), output: z.null() }),
  "dropped.leave": procedure({ input: z.object({ token: z.string() }), output: z.null() }),
  /** Ask in a dialog which files to import into the library; the event `import-asked` follows. */
  "library.choose": procedure({ input: z.object({ folder: z.boolean() }), output: z.null() }),
  /** The library of this program, then others that were made or opened, newest first. */
  "library.list": procedure({ input: z.object({}), output: z.array(KnownLibrarySchema) }),
  /** Open one of them. `store/not-found` for one that is no longer listed. */
  "library.openKnown": procedure({ input: z.object({ libraryId: z.string() }), output: z.null() }),
  /** Take one out of the list; it stays where it is. */
  "library.forget": procedure({ input: z.object({ libraryId: z.string() }), output: z.null() }),
  /** Ask where a new library is to be, and open it. `store/incompatible` for a folder with other things in it. */
  "library.create": procedure({ input: z.object({}), output: z.null() }),
  /** Ask for the folder of another library or a profile, and open it; what we did not make is read-only. */
  "library.openOther": procedure({ input: z.object({}), output: z.null() }),
  /** Ask whether the profile of a tab may be changed. True when the person says so: it is to be read anew. */
  "library.allowChanges": procedure({ input: z.object({ sourceId: z.string() }), output: z.boolean() }),
  /** Put the tabs into this order; ids that are missing keep theirs, behind the others. */
  "sources.order": procedure({
    input: z.object({ sourceIds: z.array(z.string()).max(1000) }),
    output: z.null(),
  }),
  /** Move a tab with its engine and view into a window of its own. `ipc/bad-request` while it is writing something. */
  "sources.moveToNewWindow": procedure({ input: z.object({ sourceId: z.string() }), output: z.null() }),
  /** Take a tab over from another window. `ipc/bad-request` while it is writing something. */
  "sources.take": procedure({
    input: z.object({ sourceId: z.string(), index: z.int().nonnegative() }),
    output: z.null(),
  }),
  /** Ask where the file of a tab is now, and open it in the tab's place, with its view. */
  "sources.locate": procedure({ input: z.object({ sourceId: z.string() }), output: z.null() }),
  "sources.openDialog": procedure({
    input: z.object({ folder: z.boolean().default(false) }),
    output: z.null(),
  }),
  "sources.openSample": procedure({ input: z.object({}), output: z.null() }),
  "sources.openRecent": procedure({ input: z.object({ recentId: z.string() }), output: z.null() }),
  /** Open what a finished export wrote. */
  "sources.openTarget": procedure({ input: z.object({ token: z.string() }), output: z.null() }),
  "sources.close": procedure({ input: z.object({ sourceId: z.string() }), output: z.null() }),
  "sources.reopenClosed": procedure({ input: z.object({}), output: z.null() }),
  /**
   * Start the engine of a source anew: after a change on disk, or when it gave up. With `readable` it opens a damaged
   * file as far as it can be read, and so do those after it.
   */
  "sources.reload": procedure({
    input: z.object({ sourceId: z.string(), readable: z.boolean().optional() }),
    output: z.null(),
  }),
  /** Show the file of a tab in the system's file manager. */
  "sources.showInFolder": procedure({ input: z.object({ sourceId: z.string() }), output: z.null() }),
  /** A source is open: what the list of recent files is to say of it. */
  "sources.setNote": procedure({
    input: z.object({ sourceId: z.string(), note: z.string().max(200) }),
    output: z.null(),
  }),
  /** A source could not be opened: it is not listed as a recent file, or said to be one that cannot be opened. */
  "sources.couldNotOpen": procedure({ input: z.object({ sourceId: z.string() }), output: z.null() }),

  /** Profiles of AiiDA's configuration, the default one first; none where there is no AiiDA. */
  "profiles.list": procedure({ input: z.object({}), output: z.array(AiidaProfileSchema) }),
  /** Open the folder of a profile. `store/not-found` for one that is no longer there or cannot be read. */
  "profiles.open": procedure({ input: z.object({ profileId: z.string() }), output: z.null() }),

  "recent.list": procedure({ input: z.object({}), output: z.array(RecentSchema) }),
  "recent.remove": procedure({ input: z.object({ recentId: z.string() }), output: z.null() }),
  /** Forget all recent files, here and in the system's list. */
  "recent.clear": procedure({ input: z.object({}), output: z.null() }),
  /** Ask where a moved file is now. */
  "recent.locate": procedure({ input: z.object({ recentId: z.string() }), output: z.null() }),

  /** The system's save dialog (it asks before an existing file is replaced). Null when the person cancels. */
  "targets.choose": procedure({
    input: z.object({
      kind: z.enum(["archive", "file", "picture", "csv", "json", "text"]),
      suggestedName: z.string().max(255),
      sourceId: z.string().optional(), // the engine that will write there
    }),
    output: TargetSchema.nullable(),
  }),
  /** Write a small thing that the window itself made (a picture of the view). */
  "targets.write": procedure({
    input: z.object({ token: z.string(), bytes: z.instanceof(Uint8Array) }),
    output: z.null(),
  }),
  "targets.showInFolder": procedure({ input: z.object({ token: z.string() }), output: z.null() }),

  /** Ask the project's page for a newer version. `network/failed`. Without an address nothing is asked. */
  "updates.check": procedure({
    input: z.object({}),
    output: z.object({
      state: z.enum(["no-address", "current", "newer"]),
      current: z.string(),
      newest: z.string().nullable(),
      canOpen: z.boolean(), // there is a page about it that may be opened
    }),
  }),
  /** Open the page about the version that was found, in the browser. */
  "updates.openPage": procedure({ input: z.object({}), output: z.null() }),

  "clipboard.write": procedure({ input: z.object({ text: z.string().max(10_000_000) }), output: z.null() }),
  "settings.get": procedure({ input: z.object({}), output: SettingsSchema }),
  /** `disk/denied`, `disk/full` when the file cannot be written; then nothing is changed. */
  "settings.set": procedure({ input: SettingsChangeSchema, output: SettingsSchema }),
  /** What the settings page shows beside the settings: where the file lies, which variables go before a setting. */
  "settings.about": procedure({
    input: z.object({}),
    output: z.object({
      shownPath: z.string(),
      overriddenBy: z.record(z.string(), z.string()), // "NAME=value", by the setting's key
    }),
  }),
  /** What is to be said about the file of settings (a mistake in it), once; null: nothing. */
  "settings.notice": procedure({ input: z.object({}), output: z.string().nullable() }),
  /** Open the file in the system's editor for it, or show it in its folder. */
  "settings.openFile": procedure({ input: z.object({ inFolder: z.boolean() }), output: z.null() }),
  /** Ask for a folder for the cache, and set it. Null when the person cancels. */
  "settings.chooseCacheFolder": procedure({ input: z.object({}), output: SettingsSchema.nullable() }),
  /** Count what the cache holds, or clear it first: of what is open nothing is removed. Runs in a process of its own. */
  "cache.look": procedure({
    input: z.object({ clear: z.boolean() }),
    output: z.object({
      folder: z.string(),
      databases: z.int().min(0),
      bytes: z.number().min(0),
      freedBytes: z.number().min(0),
      inUse: z.int().min(0),
    }),
  }),
  /** Sizes of panes and what is folded, for the window that asks. */
  "layout.get": procedure({ input: z.object({}), output: LayoutSchema }),
  "layout.set": procedure({ input: LayoutChangeSchema, output: LayoutSchema }),
  /** Tell what is being written, so that quitting asks first; an empty list: nothing. */
  "window.setBusy": procedure({ input: z.object({ jobs: z.array(BusyJobSchema) }), output: z.null() }),
  /** The answer to the event `keep-views`. */
  "window.viewsKept": procedure({ input: z.object({}), output: z.null() }),
  "window.newWindow": procedure({ input: z.object({}), output: z.null() }),
  /** How the commands of the window stand, by ids of shared/model/commands.ts, for the menu bar. */
  "window.setMenu": procedure({
    input: z.object({
      off: z.array(z.string()).max(1000), // cannot be carried out now
      on: z.array(z.string()).max(1000), // of those that are on or off
      labels: z.record(z.string(), z.string().max(200)), // what they would do now: "Undo clear basket"
    }),
    output: z.null(),
  }),
  /** Carry out a command of the menu that belongs to the window itself (zoom, full screen, quit, close …). */
  "window.command": procedure({ input: z.object({ command: z.string() }), output: z.null() }),
} as const;

type HostContract = typeof hostContract;
export type HostCall = keyof HostContract;
export type HostInput<N extends HostCall> = Input<HostContract, N>;
export type HostOutput<N extends HostCall> = Output<HostContract, N>;
export type HostHandlers = Handlers<HostContract>;

export type SourceInfo = z.output<typeof SourceInfoSchema>;
export type KeptSource = z.output<typeof KeptSourceSchema>;
export type BusyJob = z.output<typeof BusyJobSchema>;
export type AiidaProfile = z.output<typeof AiidaProfileSchema>;
export type KnownLibrary = z.output<typeof KnownLibrarySchema>;
export type Recent = z.output<typeof RecentSchema>;
export type Target = z.output<typeof TargetSchema>;

/** What main tells the window, unasked. */
export type HostEvent =
  | ({ type: "source-opened"; activate: boolean; index: number } & KeptSource) // its port follows, at once or when its tab is shown
  | { type: "sources-opened"; sources: KeptSource[]; activeId: string | null } // many at once, behind the others
  | { type: "source-closed"; sourceId: string }
  | { type: "source-activated"; sourceId: string } // already open: show its tab
  | { type: "view-outdated"; sourceId: string } // the file is another one by now: what names PKs no longer holds
  | { type: "keep-views" } // the window closes: keep every view now and answer with "window.viewsKept"
  | { type: "recent-changed" }
  | { type: "update-found"; version: string; canOpen: boolean } // asked for at start by the settings
  | { type: "notice"; text: string } // something that main has to tell: said in the corner of the window
  | { type: "import-asked"; sourceId: string; files: Target[] } // by menu or drop, for the library, whose tab is in front
  | { type: "engine-gone"; sourceId: string; restarting: boolean; error: WireError | null } // a new port follows when restarting; an error: what the source was refused for
  | { type: "library-moved"; sourceId: string } // it was written to, and its engine answers from the new state
  | { type: "source-changed"; sourceId: string; change: "changed" | "gone" | "same" } // same: as it was read, again
  | {
      type: "open-failed";
      shownPath: string;
      error: { code: string; message: string; details: Record<string, unknown> };
    }
  | { type: "settings-changed"; settings: Settings } // in another window, or in the file
  | { type: "settings-notice"; message: string } // about the file, to the window in front
  | { type: "command"; command: string }; // a menu item, by id of shared/model/commands.ts

/** What was dropped on the window, kept in main until it is said what is to become of it. */
export interface Dropped {
  token: string;
  /** Files and folders that can be opened or imported, those in folders too. */
  count: number;
  /** Names of the first few. */
  names: string[];
  /** Folders that are no archives themselves: how many are in each; not all of them when it is too large to be looked through. */
  folders: { name: string; archives: number; isAll: boolean }[];
}

/** The whole bridge that the preload script puts on `window.stemma`. */
export interface Bridge {
  /** Call the main process; resolves to a `Reply`, never rejects for a failure of the call. */
  invoke(name: string, input: unknown): Promise<unknown>;
  onEvent(listener: (event: HostEvent) => void): () => void;
  /**
   * Keep files that were really dropped on the window; their paths go to main without passing through the page. `lost` says
   * how many of them are in no folder: what another program drags may be nowhere.
   */
  keepDropped(files: readonly unknown[]): Promise<Dropped & { lost: number }>;
  readonly platform: string;
}
