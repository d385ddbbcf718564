/** How the bytes of a file can be shown. SVG and HTML are text: nothing from an archive is ever run or laid out. */
export type FileKind = "text" | "image" | "hex";

export interface SniffedFile {
  kind: FileKind;
  /** Of an image: its type by the bytes, never by the name. */
  mediaType: string | null;
  /** Of a text. Latin-1 is assumed for a text that is not UTF-8 but has no control characters. */
  encoding: "utf-8" | "windows-1252";
}

const MAGIC: readonly (readonly [string, number, string])[] = [
  ["image/png", 0, "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF87a"],
  ["image/gif", 0, "GIF89a"],
  ["image/webp", 8, "WEBPVP8"],
];

/** What a file is, by its first bytes (64 kB are plenty). An empty file is a text. */
export function sniffFile(bytes: Uint8Array): SniffedFile {
  const mediaType = imageType(bytes);
  if (mediaType !== null) return { kind: "image", mediaType, encoding: "utf-8" };
  if (hasControls(bytes)) return { kind: "hex", mediaType: null, encoding: "utf-8" };
  return { kind: "text", mediaType: null, encoding: isUtf8(bytes) ? "utf-8" : "windows-1252" };
}

function imageType(bytes: Uint8Array): string | null {
  for (const [type, at, magic] of MAGIC) if (holds(bytes, at, magic)) return type;
  return null;
}

/** True if these bytes are at this offset; each character of `ascii` stands for one byte. */
export function holds(bytes: Uint8Array, at: number, ascii: string): boolean {
  if (at + ascii.length > bytes.length) return false;
  for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // A character cut by the end of the sample is no fault.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}

/** NUL, and the controls that no text has: all below space but tab, line feed, form feed, return, escape, backspace. */
function hasControls(bytes: Uint8Array): boolean {
  let odd = 0;
  for (const byte of bytes) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 27 && (byte < 8 || byte > 13)) odd++;
  }
  return odd * 50 > bytes.length; // a few stray ones leave a text a text: they are shown escaped
}
