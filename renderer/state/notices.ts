import { create } from "zustand";
import type { AppError } from "../../shared/ipc/errors.ts";

/** Something to tell the person that belongs to no view: a failed opening, a finished copy. */
export interface Notice {
  noticeId: number;
  text: string;
  error: AppError | null;
  actions: readonly NoticeAction[];
}

/** A button of a notice. */
export interface NoticeAction {
  label: string;
  /** `close` takes the notice away, where it has nothing more to offer. */
  run: (close: () => void) => void;
}

interface NoticeOptions {
  error?: AppError;
  action?: NoticeAction | undefined;
  actions?: readonly NoticeAction[];
  /** The result of long work, which the person may come back to much later. */
  stays?: boolean;
}

interface NoticesState {
  notices: Notice[];
}

let nextId = 1;
export const useNotices = create<NoticesState>(() => ({ notices: [] }));

const SHOWN_MS = 5000;
const SHOWN_WITH_ACTION_MS = 20_000; // time to read it and go there

/** More than anybody reads; failures of a long list of files are listed under "All jobs" as well. */
const KEPT = 100;

/** Show a short message. One without an error leaves by itself, later if it offers something to do. */
export function notify(text: string, options: NoticeOptions = {}): void {
  const actions = options.actions ?? (options.action ? [options.action] : []);
  const notice: Notice = { noticeId: nextId++, text, error: options.error ?? null, actions };
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(1 - KEPT), notice] }));
  if (notice.error || options.stays) return;
  setTimeout(() => dismiss(notice.noticeId), actions.length > 0 ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

/** Take all messages away. */
export function dismissAll(): void {
  useNotices.setState({ notices: [] });
}

export function dismiss(noticeId: number): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.noticeId !== noticeId),
  }));
}
