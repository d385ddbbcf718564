import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { host } from "../ipc/host.ts";
import { useJobs } from "../state/jobs.ts";
import { recentKey } from "../queries/recent.ts";
import { telling } from "../queries/telling.ts";
import { checkUpdates } from "../queries/updates.ts";
import { changeLayout, useLayout } from "../state/layout.ts";
import { dismiss, useNotices } from "../state/notices.ts";
import { changeSettings, useSettings } from "../state/settings.ts";
import { type CommandEntry, useCommands } from "./commands.ts";

/** Commands that need no source. */
export function useAppCommands(): void {
  const theme = useSettings((settings) => settings.theme);
  const density = useSettings((settings) => settings.density);
  const notices = useNotices((state) => state.notices);
  const jobs = useJobs((state) => state.jobs);
  const recent = useRecentFiles().data;
  const themeTo = (to: typeof theme): CommandEntry => ({
    run: () => void changeSettings({ theme: to }),
    isOn: theme === to,
  });
  const densityTo = (to: typeof density): CommandEntry => ({
    run: () => void changeSettings({ density: to }),
    isOn: density === to,
  });
  useCommands({
    open: { run: () => void host("sources.openDialog", {}) },
    "open-folder": { run: () => void host("sources.openDialog", { folder: true }) },
    "open-library": { run: () => void host("library.open", {}) },
    import: { run: () => void telling(() => host("library.choose", { folder: false })) },
    "import-folder": { run: () => void telling(() => host("library.choose", { folder: true })) },
    "open-sample": { run: () => void host("sources.openSample", {}) },
    "clear-recent": {
      run: () => void host("recent.clear", {}), // main tells that they changed
      off: recent?.length === 0 ? "no files are listed" : undefined,
    },
    "check-updates": { run: () => void checkUpdates() },
    "cancel-jobs": {
      run: () => jobs.forEach((job) => job.cancel()),
      label: jobs.length > 1 ? `Cancel ${jobs.length} jobs` : undefined,
      off: jobs.length === 0 ? "nothing is being written" : undefined,
    },
    "dismiss-notices": {
      run: () => notices.forEach(({ noticeId }) => dismiss(noticeId)),
      off: notices.length === 0 ? "there are none" : undefined,
    },
    "reset-panes": { run: resetPanes },
    "theme-system": themeTo("system"),
    "theme-light": themeTo("light"),
    "theme-dark": themeTo("dark"),
    "density-compact": densityTo("compact"),
    "density-comfortable": densityTo("comfortable"),
  });
}

/** The recently opened files, newest first. */
export function useRecentFiles() {
  return useQuery({
    queryKey: recentKey,
    queryFn: () => host("recent.list", {}),
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

/** Panes as wide as at the first start; what is folded opens. A size of 0 stands for the first one. */
function resetPanes(): void {
  const { panels, flags } = useLayout.getState();
  const none = Object.fromEntries(Object.keys(panels).map((name) => [name, 0]));
  const unfolded = Object.fromEntries(
    ["graphOutline", "basketCollapsed"].filter((name) => flags[name]).map((name) => [name, false]),
  );
  void changeLayout({ panels: { ...none, resets: (panels.resets ?? 0) + 1 }, flags: unfolded });
}
