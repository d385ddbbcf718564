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
  run: () => void;
}

interface NoticeOptions {
  error?: AppError;
  action?: NoticeAction | undefined;
  actions?: readonly NoticeAction[];
}

interface NoticesState {
  notices: Notice[];
}

let nextId = 1;
export const useNotices = create<NoticesState>(() => ({ notices: [] }));

/** Show a short message; one without error or action leaves by itself after five seconds. */
export function notify(text: string, options: NoticeOptions = {}): void {
  const actions = options.actions ?? (options.action ? [options.action] : []);
  const notice: Notice = { noticeId: nextId++, text, error: options.error ?? null, actions };
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-4), notice] }));
  if (!notice.error && actions.length === 0) setTimeout(() => dismiss(notice.noticeId), 5000);
}

export function dismiss(noticeId: number): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.noticeId !== noticeId),
  }));
}
