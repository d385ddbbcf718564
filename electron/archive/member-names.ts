/**
 * Why a member's name must not be used, or null for a plain relative path. We never unpack by name, so such a member
 * is left out and reported, not fatal.
 */
export function unsafeNameReason(name: string): string | null {
  if (name === "") return "empty";
  if (name.includes("\0")) return "NUL character";
  if (name.includes("\\")) return "backslash";
  if (name.startsWith("/")) return "absolute path";
  if (/^[A-Za-z]:/.test(name)) return "drive letter";
  if (name.includes("..") && name.split("/").includes("..")) return "parent folder";
  return null;
}

const OBJECT_PREFIX = "repo/";
const OBJECT_NAME = /^repo\/[0-9a-f]{64}$/;

/** The member that holds a repository object. */
export function objectMember(key: string): string {
  return OBJECT_PREFIX + key;
}

/** The key of the object that a member holds, or null when its name is not `repo/` and a SHA-256. */
export function objectKeyOf(name: string): string | null {
  return OBJECT_NAME.test(name) ? name.slice(OBJECT_PREFIX.length) : null;
}

/** True for a repository key: 64 lower-case hex digits. */
export function isObjectKey(key: string): boolean {
  return /^[0-9a-f]{64}$/.test(key);
}

/** A name as it may be shown: control, bidirectional and other invisible characters escaped, at most 80 long. */
export function printableName(name: string): string {
  const escaped = name.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return escaped.length > 80 ? `${escaped.slice(0, 79)}…` : escaped;
}
