import { safeFileName } from "../../shared/text/safe-file-name.ts";

/**
 * A safe name for what an address gave: the one of its Content-Disposition (RFC 6266; `filename*` goes before `filename`), else
 * the last part of the address.
 */
export function downloadName(address: URL, disposition: string | undefined): string {
  const last = address.pathname.split("/").findLast((part) => part !== "") ?? "";
  return safeFileName(baseName(disposed(disposition) ?? decoded(last) ?? last) || address.hostname);
}

function disposed(header: string | undefined): string | null {
  if (header === undefined) return null;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
  const whole = extended === undefined ? null : decoded(extended);
  if (whole !== null && whole !== "") return whole;
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replaceAll(/\\(.)/g, "$1");
  const plain = quoted ?? /;\s*filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1];
  // Node reads headers as Latin-1; servers that quote a name beyond ASCII mean UTF-8.
  return plain === undefined || plain === "" ? null : Buffer.from(plain, "latin1").toString("utf8");
}

/** Some servers give a whole path; only its end is a name. */
function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // "%" that is no escape
  }
}
