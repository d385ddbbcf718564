import { useState } from "react";
import { AppError } from "../../shared/ipc/errors.ts";

/** A form that saves: whether it is at it, and why it could not. */
export function useSaving() {
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  /** Save; what goes wrong is kept to be shown. True when it went well. */
  const save = async (work: () => Promise<unknown>): Promise<boolean> => {
    setSaving(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (failure) {
      setError(failure instanceof AppError ? failure : new AppError("internal", String(failure)));
      return false;
    } finally {
      setSaving(false);
    }
  };
  return { isSaving, error, save, clearError: () => setError(null) };
}
