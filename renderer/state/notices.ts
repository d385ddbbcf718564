import { create } from "zustand";
import type { AppError } from "../../shared/ipc/errors.ts";

/** Something to tell the person that belongs to no view: a failed opening, a finished copy. */
export interface Notice {
  noticeId: number;
  text: string;
  error: AppError | null;
  action?: { label: string; run: () => void } | undefined;
}

interface NoticesState {
  notices: Notice[];
}

let nextId = 1;
export const useNotices = create<NoticesState>(() => ({ notices: [] }));

/** Show a short message; one without error or action leaves by itself after five seconds. */
export function notify(text: string, options: { error?: AppError; action?: Notice["action"] } = {}): void {
  const notice: Notice = { noticeId: nextId++, text, error: options.error ?? null, action: options.action };
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-4), notice] }));
  if (!notice.error && !notice.action) setTimeout(() => dismiss(notice.noticeId), 5000);
}

export function dismiss(noticeId: number): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.noticeId !== noticeId),
  }));
}
