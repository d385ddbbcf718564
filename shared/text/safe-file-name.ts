/** A name out of an archive or off the web, made safe for a file: no folders, control characters or leading dots. */
export function safeFileName(name: string): string {
  const base = name
    .replaceAll(/[\\/:*?"<>|\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "_")
    .trim();
  const undotted = base.replace(/^\.+/, "_").slice(-200);
  return undotted === "" ? "file" : undotted;
}
