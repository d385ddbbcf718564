import type { AppError } from "../../shared/ipc/errors.ts";

/** What is wrong, without what to do: the beginning of what `corrupt` says. */
export function damageSentence({ message }: AppError): string {
  return `${message.split(". The file is", 1)[0]}.`;
}
